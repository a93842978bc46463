"""The assignments that can be graded: the grader's own, and those in a folder that the user names.

An assignment is a folder with an `assignment.py`; the folder's name is its id. A `Course` says which folders
are searched. `--course` or `GRADER_COURSE` decides once which course a process uses; it passes its `Course`
to the processes that it starts.
"""

import os
import traceback
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.text import LANGUAGES, Language, Text
from grader.base.version import PACKED
from grader.grading import assignment_title, course_files

if TYPE_CHECKING:  # the library of checks imports torch, which takes seconds
    from grader.checks import Assignment

COURSE: Final = "GRADER_COURSE"
"""The environment variable that names a course's own folder. It contains `assignments/`, with a folder for
each assignment, and `reference/`, with their solutions. They override the grader's own of the same name."""

KEPT_BACK: Final = frozenset({"examples", "variants.py", "mistakes.py", "mutants.md"})
"""Files and folders of an assignment that show solutions: not handed out, and not in a wheel."""

_FILE: Final = "assignment"
_PACKAGE: Final = Path(__file__).parents[1]
_GRADERS_OWN: Final = _PACKAGE / PACKED if (_PACKAGE / PACKED).is_dir() else _PACKAGE.parent
"""The folder of the grader's own course: the repository, or a part of the package installed by a wheel."""


def template_name(lang: Language, suffix: str) -> str:
    """Return the name of a template in one language: `template.ipynb` in Korean, `template.en.ipynb`."""
    return f"template{suffix}" if lang == LANGUAGES[0] else f"template.{lang}{suffix}"


@dataclass(frozen=True)
class Course:
    """The folders in which assignments are found.

    Args:
        own: the folder that the user named; None for only the grader's own assignments.
    """

    own: Path | None = None

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that contain assignments; the first one that has an assignment of a name wins."""
        named = () if self.own is None else (self.own,)
        return tuple(dict.fromkeys(folder / "assignments" for folder in (*named, _GRADERS_OWN)))

    def folders(self) -> dict[str, Path]:
        """Return the folder of each assignment by its id, in order.

        Raises:
            StaffError: the folder that the user named is not a course.
        """
        if self.own is not None and not (self.own / "assignments").is_dir():
            raise _no_course(self.own)
        files = [file for root in reversed(self.roots) for file in root.glob(f"*/{_FILE}.py")]
        found = {file.parent.name: file.parent for file in files if "." not in file.parent.name}
        return dict(sorted(found.items()))

    def folder(self, name: str) -> Path:
        """Return the folder of an assignment.

        Raises:
            StaffError: there is no assignment of this name.
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
        except Exception as error:  # a teacher's file may raise anything
            raise unreadable(assignment, error) from error

    def load(self, name: str, *, captured: bool = True) -> "Assignment":
        """Return an assignment with its parts and checks; its file is run once per process.

        Args:
            name: the assignment's id.
            captured: whether its references must have been captured; False where they are about to be.

        Raises:
            StaffError: there is no assignment of this name, or its file is at fault.
        """
        from grader.grading.assignment_rules import must_be_sound

        found = _made(self, name)
        must_be_sound(found, name, captured=captured)
        return found


@lru_cache
def _made(course: Course, name: str) -> "Assignment":
    """Return the assignment that its file makes."""
    from grader.checks import Assignment

    course.title(name)  # raises at once if the list of assignments could not read it
    found = course.module(name, _FILE).assignment
    assert isinstance(found, Assignment)
    return found


# -- the course of this process --------------------------------------------------------------------------

_chosen: Path | None = None


def use(folder: Path | None) -> None:
    """Make this process use a folder's assignments as well; all files are read again.

    Args:
        folder: a course; None for the one that the environment names, if any.
    """
    global _chosen
    _chosen = folder.resolve() if folder else None
    _made.cache_clear()


def current() -> Course:
    """Return the course that this process grades with."""
    named = os.environ.get(COURSE)
    return Course(_chosen or (Path(named).resolve() if named else None))


def is_graders_own(folder: Path) -> bool:
    """Return whether a folder is the grader's own course, which is found without being named."""
    return folder.resolve() == _GRADERS_OWN


def names() -> tuple[str, ...]:
    """Return the ids of the assignments.

    Raises:
        StaffError: the folder that the user named is not a course.
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


# -- errors ----------------------------------------------------------------------------------------------


def unreadable(name: str, error: Exception) -> StaffError:
    """Return the error for a file of an assignment that fails, with the teacher's line."""
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
            ko=f"{quoted_with(folder, '은')} 과제 폴더가 아닙니다. 그 안에 assignments 폴더가 없습니다.",
            en=f"'{folder}' is no course: there is no folder assignments in it.",
        ),
        Text(
            ko="--course 또는 GRADER_COURSE에는 assignments와 reference가 들어 있는 폴더를 주십시오.",
            en="Give --course, or GRADER_COURSE, the folder that holds assignments and reference.",
        ),
    )
