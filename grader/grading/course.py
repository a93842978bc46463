"""The assignments that can be graded: the grader's own, and those of a folder that the user names.

An assignment is a folder with an `assignment.py`; the folder's name is its id. A `Course` says which folders
are looked in. Which one a process grades with is decided once, by `--course` or `GRADER_COURSE`; a process
that it starts is told its `Course`.
"""

import os
import traceback
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.base.version import PACKED
from grader.grading import assignment_title, course_files

if TYPE_CHECKING:  # the library of checks imports torch, which takes seconds
    from grader.checks import Assignment

COURSE: Final = "GRADER_COURSE"
"""The environment variable that names a course's own folder. It holds `assignments/` with a folder for each
assignment, and `reference/` with their solutions. They go before the grader's own of the same name."""

KEPT_BACK: Final = frozenset({"examples", "variants.py", "mistakes.py"})
"""What shows solutions in an assignment's folder: it is not handed out, and no wheel holds it."""

_FILE: Final = "assignment"
_PACKAGE: Final = Path(__file__).parents[1]
_GRADERS_OWN: Final = _PACKAGE / PACKED if (_PACKAGE / PACKED).is_dir() else _PACKAGE.parent
"""The folder of the grader's own course: the repository, or a part of the package that a wheel installed."""


@dataclass(frozen=True)
class Course:
    """Where assignments are found.

    Args:
        own: the folder that the user named; None: only the grader's own assignments are there.
    """

    own: Path | None = None

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that hold assignments; of two with one name that in the first of them counts."""
        named = () if self.own is None else (self.own,)
        return tuple(dict.fromkeys(folder / "assignments" for folder in (*named, _GRADERS_OWN)))

    def folders(self) -> dict[str, Path]:
        """Return the folder of each assignment by its id, in order.

        Raises:
            StaffError: the folder that the user named is no course.
        """
        if self.own is not None and not (self.own / "assignments").is_dir():
            raise _no_course(self.own)
        files = [file for root in reversed(self.roots) for file in root.glob(f"*/{_FILE}.py")]
        found = {file.parent.name: file.parent for file in files if "." not in file.parent.name}
        return dict(sorted(found.items()))

    def folder(self, name: str) -> Path:
        """Return the folder of an assignment.

        Raises:
            StaffError: there is none of this name.
        """
        folders = self.folders()
        if name not in folders:
            raise StaffError(
                Text(
                    ko=f"'{name}' 과제가 설치되어 있지 않습니다.", en=f"No assignment '{name}' is installed."
                )
            )
        return folders[name]

    def title(self, name: str) -> Text:
        """Return the title of an assignment, without running its file.

        Raises:
            StaffError: there is no such assignment, or its file is at fault.
        """
        file = self.folder(name) / f"{_FILE}.py"
        try:
            return assignment_title.title(file)
        except (SyntaxError, ValueError, OSError) as error:
            raise unreadable(name, error) from error

    def module(self, assignment: str, name: str) -> ModuleType:
        """Run a file of an assignment, such as `variants`, and return its module.

        Raises:
            StaffError: the file is at fault.
        """
        try:
            return course_files.module(self.folders(), assignment, name)
        except Exception as error:  # whatever a teacher's file may raise
            raise unreadable(assignment, error) from error

    def load(self, name: str, *, captured: bool = True) -> "Assignment":
        """Return an assignment with its parts and checks; its file is run once in a process.

        Args:
            name: its id.
            captured: whether its references must be captured; they cannot be yet where that is still to be
                done.

        Raises:
            StaffError: there is none of this name, or its file is at fault.
        """
        from grader.grading.assignment_rules import must_be_sound

        found = _made(self, name)
        must_be_sound(found, name, captured=captured)
        return found


@lru_cache
def _made(course: Course, name: str) -> "Assignment":
    """What the file of an assignment makes."""
    from grader.checks import Assignment

    course.title(name)  # what the list of assignments cannot read is told at once
    found = course.module(name, _FILE).assignment
    assert isinstance(found, Assignment)
    return found


# -- the course of this process --------------------------------------------------------------------------

_chosen: Path | None = None


def use(folder: Path | None) -> None:
    """Have this process grade with the assignments of a folder as well; all files are read anew.

    Args:
        folder: a course; None: the one that the environment names, if it names one.
    """
    global _chosen
    _chosen = folder.resolve() if folder else None
    _made.cache_clear()


def current() -> Course:
    """Return the course that this process grades with."""
    named = os.environ.get(COURSE)
    return Course(_chosen or (Path(named).resolve() if named else None))


def is_graders_own(folder: Path) -> bool:
    """Whether a folder's assignments are found without naming it."""
    return folder.resolve() == _GRADERS_OWN


def names() -> tuple[str, ...]:
    """Return the ids of the assignments.

    Raises:
        StaffError: the folder that the user named is no course.
    """
    return tuple(current().folders())


def title(name: str) -> Text:
    """Return the title of an assignment; see `Course.title`."""
    return current().title(name)


def titles() -> dict[str, Text]:
    """Return the titles of the assignments, by id; see `Course.title`."""
    return {name: title(name) for name in names()}


def load(name: str, *, captured: bool = True) -> "Assignment":
    """Return an assignment with its parts and checks; see `Course.load`."""
    return current().load(name, captured=captured)


# -- what goes wrong -------------------------------------------------------------------------------------


def unreadable(name: str, error: Exception) -> StaffError:
    """Say what is wrong with a file of an assignment, and in which line of the teacher's."""
    where = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if name in Path(frame.filename).parts
    ]
    said = f"{f'{where[-1]}: ' if where else ''}{type(error).__name__}: {error}"
    return StaffError(
        Text(
            ko=f"'{name}' 과제의 파일을 읽지 못했습니다: {said}",
            en=f"The file of assignment '{name}' cannot be read: {said}",
        )
    )


def _no_course(folder: Path) -> StaffError:
    return StaffError(
        Text(
            ko=f"'{folder}'은(는) 과제 폴더가 아닙니다. 그 안에 assignments 폴더가 없습니다.",
            en=f"'{folder}' is no course: there is no folder assignments in it.",
        ),
        Text(
            ko="--course 또는 GRADER_COURSE에는 assignments와 reference가 들어 있는 폴더를 주십시오.",
            en="Give --course, or GRADER_COURSE, the folder that holds assignments and reference.",
        ),
    )
