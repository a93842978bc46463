"""The assignments that are installed."""

import importlib
import importlib.util
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

import assignments
from grader.records.errors import StaffError
from grader.records.text import Text

if TYPE_CHECKING:  # the library of checks imports torch, which takes seconds
    from grader.checks import Assignment


@cache
def names() -> tuple[str, ...]:
    """Return the ids of the installed assignments."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(assignments.__path__) if module.ispkg))


def titles() -> dict[str, Text]:
    """Return the titles of the assignments, by id."""
    return {name: _title(name) for name in names()}


def _title(name: str) -> Text:
    title = importlib.import_module(f"assignments.{name}").TITLE
    assert isinstance(title, Text)
    return title


def load(name: str) -> "Assignment":
    """Return an assignment with its parts and checks.

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
        raise StaffError(
            Text(
                ko=f"'{name}' 과제의 파일을 읽지 못했습니다: {error}",
                en=f"The file of assignment '{name}' cannot be read: {error}",
            )
        ) from error
    from grader.checks import Assignment

    assert isinstance(found, Assignment)
    return found
