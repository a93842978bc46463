"""The commands of `grade`, one file each.

A file begins with what its command says and takes: texts, and `declare(lang)`, which returns the command in
one language. Below is what it does. `grade --help` imports every file, so a file's work imports what only the
work needs, torch above all.

A new command is a file here, and its name in `grader.cli.app.COMMANDS`.
"""
