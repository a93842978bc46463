"""click's help and usage errors in the user's language."""

import shutil
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from grader.base.text import Language, Text

USAGE: Final = Text(ko="사용법", en="Usage")
OPTIONS: Final = Text(ko="옵션", en="Options")
COMMANDS: Final = Text(ko="명령", en="Commands")
WIDEST: Final = 88


Rows = list[tuple[str, str]]
"""A table of the help: what to type, and what it does."""


class Command(click.Command):
    """A command whose help is in the language of the context's `obj`, with columns aligned in Korean as well.

    `more` holds further tables, each with its title, such as examples and exit statuses.
    """

    def __init__(self, name: str, *, more: tuple[tuple[Text, Rows], ...] = (), **settings: Any) -> None:
        super().__init__(name, add_help_option=False, **settings)
        self.more = more

    def get_help(self, ctx: click.Context) -> str:
        """Return the whole help, as wide as the terminal but no wider than `WIDEST`."""
        width = min(shutil.get_terminal_size().columns, WIDEST)
        console = Console(width=width, color_system=None, force_terminal=False)
        lang: Language = ctx.obj
        with console.capture() as capture:
            console.print(Line(usage(ctx, lang)))
            console.print(Line(f"\n{self.help}"))
            for title, rows in (*self.tables(ctx), *self.more):
                console.print(Line(f"\n{title.get(lang)}:"))
                console.print(_table(rows))
        return "\n".join(line.rstrip() for line in capture.get().splitlines())

    def tables(self, ctx: click.Context) -> list[tuple[Text, Rows]]:
        """Return the tables of what the command takes, each with its title."""
        return [(OPTIONS, self.options(ctx))]

    def options(self, ctx: click.Context) -> Rows:
        """Return the options and what they do."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        return [record for option in options if (record := option.get_help_record(ctx))]


class Group(Command, click.Group):
    """A group whose commands are listed in its help."""

    def tables(self, ctx: click.Context) -> list[tuple[Text, Rows]]:
        """Return a table of the commands with the first line of their help, then the options."""
        each = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        commands = [(name, (command.help or "").splitlines()[0]) for name, command in each if command]
        return [(COMMANDS, commands), *super().tables(ctx)]


def usage(ctx: click.Context, lang: Language) -> str:
    """Return the usage line of a command."""
    pieces = " ".join(ctx.command.collect_usage_pieces(ctx))
    return f"{USAGE.get(lang)}: {ctx.command_path} {pieces}"


def explain(error: click.UsageError) -> Text:
    """Return in both languages what is wrong with a command line."""
    if isinstance(error, Misused):
        return error.text
    return Text(ko=_in_korean(error), en=error.format_message())


def _in_korean(error: click.UsageError) -> str:
    parameter = getattr(error, "param", None)
    if isinstance(error, click.NoSuchOption):
        close = error.possibilities or ()
        return f"{error.option_name} 옵션은 없습니다." + (
            f" 비슷한 옵션: {', '.join(close)}" if close else ""
        )
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} 옵션에는 값을 함께 주어야 합니다."
    if isinstance(error, click.MissingParameter) and parameter is not None:
        known = parameter.type.get_missing_message(param=parameter, ctx=error.ctx)
        return f"{parameter.human_readable_name} 값을 주어야 합니다." + (f" {known}" if known else "")
    if isinstance(error, click.BadParameter) and parameter is not None:
        allowed = getattr(parameter.type, "choices", None)
        return f"{' / '.join(parameter.opts)}에 쓸 수 없는 값입니다." + (
            f" 쓸 수 있는 값: {', '.join(allowed)}" if allowed else f" ({error.message})"
        )
    return f"명령을 이해하지 못했습니다. ({error.format_message()})"


class Misused(click.UsageError):
    """A usage error of our own, in both languages."""

    def __init__(self, text: Text, ctx: click.Context | None = None) -> None:
        super().__init__(text.en, ctx)
        self.text = text


def _table(rows: Rows) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for names, text in rows:
        grid.add_row(Line(f"  {names}"), Line(text))
    return grid
