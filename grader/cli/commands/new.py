"""`grade new`: create an assignment to begin with."""

import shlex
from pathlib import Path
from typing import Final

import click

from grader.base.text import Language, Text
from grader.cli.help import Command
from grader.cli.options import command, unwritable
from grader.cli.progress_bar import Watch
from grader.cli.status import tell
from grader.confinement.host import Host, choose_tier
from grader.grading import course
from grader.reports.sanitize import visible

_NEW: Final = Text(
    ko="새 과제를 만듭니다. 만든 그대로 `grade validate`를 통과합니다.\n\n"
    "--dir 폴더에 assignments/ASSIGNMENT와 reference/ASSIGNMENT.py가 생깁니다. --kind로 무엇에서 시작할지"
    " 고릅니다.",
    en="Begin an assignment: one that passes `grade validate` as it is, to be changed into yours.\n\n"
    "It makes assignments/ASSIGNMENT and reference/ASSIGNMENT.py in the folder of --dir. --kind says what to"
    " begin with.",
)
_KIND: Final = Text(ko="무엇에서 시작할지 (기본값: cnn)", en="what to begin with (default: cnn)")
_DIR: Final = Text(
    ko="과제를 둘 폴더 (기본값: 현재 폴더)", en="the course's folder (default: the current one)"
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    from grader.authoring.scaffold import KINDS

    folder = click.Path(path_type=Path, file_okay=False)
    parameters = [
        click.Argument(["assignment"]),
        click.Option(["--dir", "folder"], default=".", type=folder, metavar="DIR", help=_DIR.get(lang)),
        click.Option(["--kind"], default=KINDS[0], type=click.Choice(KINDS), help=_KIND.get(lang)),
    ]
    return command("new", _NEW, new, parameters, lang)


def new(*, assignment: str, folder: Path, kind: str, lang: Language) -> int:
    """Create an assignment in a course's folder."""
    from grader.authoring import build as building
    from grader.authoring import scaffold

    try:
        made = scaffold.write(assignment, folder, kind)
        course.use(folder)
        with Watch(lang), Host(*building.ENTRIES, tier=choose_tier()) as host:
            building.write(course.load(assignment, captured=False), host)
    except OSError as error:
        raise unwritable(folder, error, "--dir") from error
    for path in made:
        click.echo(visible(str(path)))
    option = "" if course.is_graders_own(folder) else f" --course {shlex.quote(str(folder))}"
    tell(
        Text(
            ko=f"다음: `grade validate {assignment}{option}`으로 확인한 뒤 고쳐 나가십시오.",
            en=f"Next: `grade validate {assignment}{option}`, then change it into yours.",
        ),
        lang,
        style="green",
    )
    return 0
