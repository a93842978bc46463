"""`grade check`: grade a submission again at every save."""

from functools import partial
from typing import Final

from grader.base.text import Language, Text
from grader.cli.commands import run
from grader.cli.help import Command
from grader.cli.options import command

_CHECK: Final = Text(
    ko="저장할 때마다 다시 채점합니다. `run --watch`와 같습니다. Ctrl-C로 끝냅니다.",
    en="Grade anew at every save, as `run --watch` does; Ctrl-C ends it.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    return command("check", _CHECK, partial(run.run, watch=True), run.parameters(lang), lang)
