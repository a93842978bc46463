"""`grade list`: show the available assignments."""

from typing import Final

import click

from grader.base.text import Language, Text
from grader.cli.help import Command
from grader.cli.options import command
from grader.grading import course

_LIST: Final = Text(ko="과제 목록을 보여 줍니다.", en="Show the assignments.")


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    return command("list", _LIST, list_assignments, [], lang)


def list_assignments(*, lang: Language) -> int:
    """Show each assignment's name and title."""
    titles = course.titles()
    width = max(map(len, titles), default=0)
    for name, title in titles.items():
        click.echo(f"{name:<{width}}  {title.get(lang)}")
    return 0
