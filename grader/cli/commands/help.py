"""`grade help`: show the help of the whole command, or of one of its commands."""

from typing import Final

import click

from grader.base.text import Language, Text
from grader.cli.assignment_argument import AssignmentOrFile
from grader.cli.help import Command
from grader.cli.options import command

_HELP: Final = Text(
    ko="도움말을 보여 줍니다. `grade help start`는 `grade start --help`와 같습니다.",
    en="Show this help, or a command's: `grade help start` is `grade start --help`.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    names = click.Argument(["names"], nargs=-1, metavar="[COMMAND ...]")
    return command("help", _HELP, show_help, [names], lang)


def show_help(*, names: tuple[str, ...], lang: Language) -> None:
    """Show the help of the command that the names lead to; without a name, of `grade` itself."""
    ctx = click.get_current_context().find_root()
    for name in names:
        ctx = _below(ctx, name, lang)
    click.echo(ctx.get_help())


def _below(ctx: click.Context, name: str, lang: Language) -> click.Context:
    """Return the context of a command below another; an assignment's is that of `run`."""
    group = ctx.command
    found = group.get_command(ctx, name) if isinstance(group, click.Group) else None
    if found is None:
        AssignmentOrFile().convert(name, None, ctx)
        return _below(ctx.find_root(), "run", lang)
    return click.Context(found, parent=ctx, info_name=name, obj=lang)
