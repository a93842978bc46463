"""The assignment on a command line: a name, or what can only mean one, and its completion in the shell."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from grader.base.text import Language, Text
from grader.cli.help import Misused
from grader.grading import course
from grader.intake.file_bytes import SUFFIXES


class AssignmentName(click.ParamType[str]):
    """The name of an installed assignment; `1` and `Assignment1` are `assignment1`."""

    name = "assignment"

    def convert(self, value: Any, _param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the assignment's name, or refuse the value and suggest a similar one."""
        names = course.names()
        if (found := _meant(value, names)) is not None:
            return found
        raise Misused(_unknown(value, names, ctx), ctx)

    def shell_complete(
        self, ctx: click.Context, _param: click.Parameter | None, incomplete: str
    ) -> list[CompletionItem]:
        """Return the assignments that begin with what was typed."""
        return completions(incomplete, ctx.obj)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:  # noqa: ARG002
        """Return which assignments there are, in the user's language."""
        lang: Language = ctx.obj if ctx else "en"
        return _known(course.names()).get(lang)


class AssignmentOrFile(AssignmentName):
    """The name of an assignment, or a submission in its place, whose assignment is to be guessed."""

    def convert(self, value: Any, _param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the assignment's name, or the path as it is."""
        names = course.names()
        if _meant(value, names) is None and is_submission(value):
            return str(value)
        return super().convert(value, _param, ctx)

    def shell_complete(
        self, ctx: click.Context, _param: click.Parameter | None, incomplete: str
    ) -> list[CompletionItem]:
        """Return the assignments that begin with what was typed; files if none does."""
        found = completions(incomplete, ctx.obj)
        return found or [CompletionItem(incomplete, type="file")]


def assignment_argument() -> click.Argument:
    """Return the argument for an assignment."""
    return click.Argument(["assignment"], type=AssignmentName())


def completions(incomplete: str, lang: Language) -> list[CompletionItem]:
    """Return the assignments that begin with what was typed, each with its title."""
    return [
        CompletionItem(name, help=title.get(lang))
        for name, title in course.titles().items()
        if name.startswith(incomplete)
    ]


def is_submission(value: str) -> bool:
    """Return whether a word is a file or a folder, or is written like a notebook or a script."""
    return value.lower().endswith(SUFFIXES) or Path(value).exists()


def _meant(value: str, names: Sequence[str]) -> str | None:
    """Return the one name that a value can mean: in other letters, or by its number alone."""
    if value in names:
        return value
    alike = [name for name in names if name.casefold() == value.casefold()]
    numbered = [name for name in names if value.isdecimal() and _number(name) == int(value)]
    found = alike or numbered
    return found[0] if len(found) == 1 else None


def _number(name: str) -> int | None:
    found = re.search(r"\d+$", name)
    return int(found[0]) if found else None


def _unknown(value: str, names: Sequence[str], ctx: click.Context | None) -> Text:
    known = _known(names)
    close = _close(value, names, ctx)
    return Text(
        ko=f"'{value}' 과제는 없습니다. " + "".join(f"'{each}'입니까? " for each in close) + known.ko,
        en=f"There is no assignment '{value}'. "
        + "".join(f"Did you mean '{each}'? " for each in close)
        + known.en,
    )


def _close(value: str, names: Sequence[str], ctx: click.Context | None) -> list[str]:
    """Return the assignment or the command that was probably meant, if any."""
    root = ctx.find_root() if ctx else None
    commands = root.command.list_commands(root) if root and isinstance(root.command, click.Group) else []
    same_number = [name for name in names if _number(name) is not None and _number(name) == _number(value)]
    return difflib.get_close_matches(value.lower(), [*names, *commands], n=1) or same_number[:1]


def _known(names: Sequence[str]) -> Text:
    listed = ", ".join(names)
    return Text(ko=f"있는 과제: {listed}", en=f"There are: {listed}")
