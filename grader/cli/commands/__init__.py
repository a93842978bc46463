"""The commands of `grade`, one file each.

A file begins with the command's texts and `declare(lang)`, which returns the command in one language. The
function that does the work follows. `grade --help` imports every file, so modules that only the work needs,
torch above all, are imported inside that function.

To add a command, add a file here and its name to `grader.cli.app.COMMANDS`.
"""
