"""The `grade` command in one language, with its commands, each declared by the file of its name.

A command's file is imported when the command is named, or when all are listed. None imports torch before it
has something to grade, so that `grade --help` and `grade list` answer at once.
"""

from importlib import import_module
from typing import Final, cast

import click
from click.shell_completion import CompletionItem

from grader.base.text import Language, Text
from grader.base.version import VERSION
from grader.cli.assignment_argument import completions
from grader.cli.help import Command, Group, Rows
from grader.cli.help_tables import grading_tables
from grader.cli.options import common

COMMANDS: Final = (
    "run",
    "check",
    "start",
    "doctor",
    "list",
    "help",
    "data",
    "export",
    "verify",
    "batch",
    "report",
    "override",
    "new",
    "build",
    "calibrate",
    "validate",
    "release",
)
"""The commands in the order of the help. Each is a file in `commands/`, whose `declare` returns it."""

_GRADE: Final = Text(
    ko="딥러닝 과제의 모델을 채점합니다. 제출 파일에서 모델을 찾아 구조를 검사하고 짧게 학습시켜 봅니다.",
    en="Grade the model of a deep-learning assignment: find it in the file, check it, and train it briefly.",
)

_VERSION_OPTION: Final = Text(ko="버전을 보여 줍니다.", en="show the version")


class AssignmentGroup(Group):
    """A group that imports its commands when they are asked for.

    `grade assignment1` is short for `grade run assignment1`.
    """

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import and return a command; None if there is none of that name."""
        if name not in COMMANDS:
            return None
        module = import_module(f"grader.cli.commands.{name}")
        return cast("click.Command", module.declare(ctx.obj))

    def options(self, ctx: click.Context) -> Rows:
        """Return the options, including those of `run`, since `run` can be left out."""
        own = super().options(ctx)
        run = [row for row in cast("Command", self.get_command(ctx, "run")).options(ctx) if row not in own]
        return run + own

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the assignments and the commands that begin with what was typed."""
        return [*completions(incomplete, ctx.obj), *super().shell_complete(ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; `run` if they name none."""
        if args[0] in COMMANDS:
            return super().resolve_command(ctx, args)
        return "run", self.get_command(ctx, "run"), args


def build(lang: Language) -> click.Group:
    """Return the `grade` command in one language."""
    return AssignmentGroup(
        "grade",
        help=_GRADE.get(lang),
        params=[*common(lang), _version(lang)],
        more=grading_tables(lang),
        context_settings={"obj": lang, "ignore_unknown_options": True},
        no_args_is_help=True,
        subcommand_metavar="ASSIGNMENT [FILE] | COMMAND ...",
    )


def _version(lang: Language) -> click.Parameter:
    return click.Option(
        ["--version", "-V"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=_VERSION_OPTION.get(lang),
    )


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"grade {VERSION}")
        ctx.exit()
