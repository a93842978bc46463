"""The assignments that can be graded: those that are installed, and those of a course's own folder."""

import importlib
import importlib.util
import os
import pkgutil
import sys
import traceback
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import assignments
from grader.base.errors import StaffError
from grader.base.text import Text

if TYPE_CHECKING:  # the library of checks imports torch, which takes seconds
    from grader.checks import Assignment

COURSE: Final = "GRADER_COURSE"
"""The environment variable that names a course's own folder. It holds `assignments/` with a folder for each
assignment, and `reference/` with their solutions. They go before installed ones of the same name."""

_INSTALLED = tuple(assignments.__path__)


def use(folder: Path) -> None:
    """Grade with the assignments of a folder as well, in this process and in those that it starts."""
    os.environ[COURSE] = str(folder.resolve())
    _names.cache_clear()
    _forget()


def installed(folder: Path) -> bool:
    """Whether a folder's assignments are found without naming it."""
    return str(folder.resolve() / "assignments") in _INSTALLED


def roots() -> tuple[Path, ...]:
    """Return the folders that hold the folders of assignments."""
    names()  # finds the course's own
    return tuple(map(Path, assignments.__path__))


def names() -> tuple[str, ...]:
    """Return the ids of the assignments.

    Raises:
        StaffError: the course's own folder holds none.
    """
    return _names(os.environ.get(COURSE))


@lru_cache(maxsize=1)  # one, so that another folder is always opened anew
def _names(own: str | None) -> tuple[str, ...]:
    folder = Path(own, "assignments") if own else None
    if folder and not folder.is_dir():
        raise StaffError(
            Text(
                ko=f"'{own}'은(는) 과제 폴더가 아닙니다. 그 안에 assignments 폴더가 없습니다.",
                en=f"'{own}' is no course: there is no folder assignments in it.",
            ),
            Text(
                ko="--course 또는 GRADER_COURSE에는 assignments와 reference가 들어 있는 폴더를 주십시오.",
                en="Give --course, or GRADER_COURSE, the folder that holds assignments and reference.",
            ),
        )
    path = [str(folder), *_INSTALLED] if folder else [*_INSTALLED]
    if path != list(assignments.__path__):
        _forget()
        assignments.__path__ = path
    importlib.invalidate_caches()
    return tuple(sorted({module.name for module in pkgutil.iter_modules(path) if module.ispkg}))


def _forget() -> None:
    """Forget the assignments that are imported: another folder may have others of the same names."""
    for name in [name for name in sys.modules if name.startswith("assignments.")]:
        del sys.modules[name]


def titles() -> dict[str, Text]:
    """Return the titles of the assignments, by id."""
    return {name: _title(name) for name in names()}


def _title(name: str) -> Text:
    try:
        title = importlib.import_module(f"assignments.{name}").TITLE
    except Exception as error:  # whatever a teacher's file may raise
        raise unreadable(name, error) from error
    assert isinstance(title, Text)
    return title


def load(name: str, *, captured: bool = True) -> "Assignment":
    """Return an assignment with its parts and checks.

    Args:
        name: its id.
        captured: whether its references must be captured; they cannot be yet where that is still to be done.

    Raises:
        StaffError: there is none of this name, or its file is at fault.
    """
    if name not in names():
        raise StaffError(
            Text(ko=f"'{name}' 과제가 설치되어 있지 않습니다.", en=f"No assignment '{name}' is installed.")
        )
    try:
        found = importlib.import_module(f"assignments.{name}.assignment").assignment
    except Exception as error:  # whatever a teacher's file may raise
        raise unreadable(name, error) from error
    from grader.checks import Assignment
    from grader.grading.assignment_rules import must_be_sound

    assert isinstance(found, Assignment)
    must_be_sound(found, name, captured=captured)
    return found


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
