"""A folder without anything to grade: what to do in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.cli.options import course_option
from grader.intake.file_bytes import SUFFIXES
from grader.intake.wrong_file import recognised

_MOST: Final = 3
"""How many files are named that are not what they should be."""


def must_hold_code(folder: Path, assignment: str) -> None:
    """Refuse a folder that holds neither a notebook nor a script, and say what to do.

    Raises:
        NothingToGrade: it holds neither; other files in it are named, with what they are.
    """
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    if not any(name.lower().endswith(SUFFIXES) for name in names):
        raise NothingToGrade(_nothing(folder, names), _what_to_do(assignment))


def _nothing(folder: Path, names: Sequence[str]) -> Text:
    nothing = Text(
        ko=f"이 폴더에는 노트북(.ipynb)도 파이썬 파일(.py)도 없습니다: {folder}",
        en=f"There is neither a notebook (.ipynb) nor a Python file (.py) in {folder}.",
    )
    wrong = [error.message for name in names if (error := recognised(name)) is not None]
    said = [nothing, *wrong[:_MOST]]
    return Text(ko="\n".join(each.ko for each in said), en="\n".join(each.en for each in said))


def _what_to_do(assignment: str) -> Text:
    named = assignment + course_option()
    return Text(
        ko=f"처음 시작하려면: grade start {named}\n"
        f"파일이 다른 곳에 있으면 그 폴더로 옮겨 가거나(cd) 파일을 지정하십시오: grade {named} 파일",
        en=f"To begin: grade start {named}\n"
        f"If your file is elsewhere, go to its folder (cd), or name the file: grade {named} FILE",
    )
