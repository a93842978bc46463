"""The assignment of a submission that was named without one, as in `grade lenet.ipynb`."""

from collections.abc import Sequence
from pathlib import Path

import click

from grader.base.korean import with_particle
from grader.base.text import Language, Text
from grader.cli.help import Misused
from grader.cli.options import course_option
from grader.cli.saved_files import find_files
from grader.cli.shell import quoted
from grader.cli.status import tell
from grader.confinement.tiers import Tier
from grader.grading import course
from grader.grading.guess_assignment import guess
from grader.intake.reader import Reader


def guessed(files: Sequence[Path], tier: Tier, lang: Language) -> str:
    """Return the assignment that the files' models belong to, and tell the user which it is.

    Raises:
        Misused: no assignment has such models, or several have.
        NothingToGrade: a file does not exist, or nothing in it can be read as code.
    """
    folders = [path if path.is_dir() else path.parent for path in files]
    with Reader(folders, tier) as reader:
        source = reader.read(find_files(files, reader))
    found = guess({candidate.name for candidate in source.candidates}, source.name)
    if len(found) != 1:
        raise Misused(_which(files, found or course.names()), click.get_current_context())
    (assignment,) = found
    tell(_taken(source.name, assignment, course.title(assignment)), lang, style="dim")
    return assignment


def _which(files: Sequence[Path], names: Sequence[str]) -> Text:
    named = " ".join(quoted(str(path)) for path in files) + course_option()
    listed = ", ".join(names)
    return Text(
        ko=f"어느 과제인지 알 수 없습니다. 과제 이름을 앞에 쓰십시오: grade {names[0]} {named}\n"
        f"있는 과제: {listed}",
        en=f"It is not clear which assignment this is. Name it first: grade {names[0]} {named}\n"
        f"There are: {listed}",
    )


def _taken(file: str, assignment: str, title: Text) -> Text:
    return Text(
        ko=f"{file} 파일을 {with_particle(assignment, '으로')} 채점합니다. ({title.ko})",
        en=f"Grading {file} as {assignment} ({title.en}).",
    )
