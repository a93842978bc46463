"""`grade build`: make the captured references and the templates again."""

from typing import Final

import click

from grader.base.text import Language, Text
from grader.cli.assignment_argument import assignment_argument
from grader.cli.help import Command
from grader.cli.options import command, unwritable
from grader.cli.progress_bar import Watch
from grader.cli.status import tell
from grader.confinement.host import Host, choose_tier
from grader.grading import course

_BUILD: Final = Text(
    ko="정답에서 references.json과 템플릿을 다시 만듭니다.",
    en="Make references.json and the templates anew from the reference.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    return command("build", _BUILD, build, [assignment_argument()], lang)


def build(*, assignment: str, lang: Language) -> int:
    """Make the captured references and the templates again."""
    from grader.authoring import build as building

    found = course.load(assignment, captured=False)
    try:
        with Watch(lang), Host(*building.ENTRIES, tier=choose_tier()) as host:
            changed = building.write(found, host)
    except OSError as error:
        raise unwritable(found.here, error, "--course") from error
    for name in changed:
        click.echo(name)
    if not changed:
        tell(Text(ko="바뀐 것이 없습니다.", en="Nothing has changed."), lang, style="dim")
    return 0
