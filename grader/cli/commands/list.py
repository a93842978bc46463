"""`grade list`: show the available assignments."""

from typing import Final

import click
import msgspec

from grader.base.text import Language, Text
from grader.cli.help import Command
from grader.cli.options import command
from grader.grading import course

_LIST: Final = Text(ko="과제 목록을 보여 줍니다.", en="Show the assignments.")

_JSON: Final = Text(ko="프로그램이 읽을 JSON으로 보여 줍니다.", en="show it as JSON, for programs")


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    parameters: list[click.Parameter] = [
        click.Option(["--json", "as_json"], is_flag=True, help=_JSON.get(lang))
    ]
    return command("list", _LIST, list_assignments, parameters, lang)


def list_assignments(*, as_json: bool, lang: Language) -> int:
    """Show each assignment's name and title."""
    titles = course.titles()
    if as_json:
        listed = [{"id": name, "title": title} for name, title in titles.items()]
        click.echo(msgspec.json.format(msgspec.json.encode(listed), indent=2))
        return 0
    width = max(map(len, titles), default=0)
    for name, title in titles.items():
        click.echo(f"{name:<{width}}  {title.get(lang)}")
    return 0
