"""The files of a course as modules of Python, found by their folders; none of them stays in `sys.modules`.

While a file is read, each assignment's folder is a package, so that the file may import what lies beside it
(`from .helpers import …`) and what another assignment has (`from ..assignment2.variants import …`). Once it
is read they are forgotten: another course may have files of the same names.
"""

import importlib
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Final

PACKAGE: Final = "grader_course"
"""What the course is called as a package while one of its files is read."""

_reading = threading.RLock()
"""Held while the course stands in `sys.modules`, which all threads share."""


def module(folders: Mapping[str, Path], assignment: str, name: str) -> ModuleType:
    """Run a file of an assignment and return its module, which is another one each time.

    Args:
        folders: where each assignment of the course is, by its id.
        assignment: the id of the one whose file is read.
        name: the file's name without its suffix.
    """
    with _reading, _packages(folders):
        return importlib.import_module(f"{PACKAGE}.{assignment}.{name}")


@contextmanager
def _packages(folders: Mapping[str, Path]) -> Iterator[None]:
    """Let each folder be a package of the course, and forget whatever was imported from them."""
    importlib.invalidate_caches()  # a file may be younger than the last look into its folder
    outer = _forgotten()  # where a file that is being read loads another assignment
    sys.modules[PACKAGE] = _package(PACKAGE, [])
    for assignment, folder in folders.items():
        name = f"{PACKAGE}.{assignment}"
        sys.modules[name] = _package(name, [str(folder)])
    try:
        yield
    finally:
        _forgotten()
        sys.modules.update(outer)


def _forgotten() -> dict[str, ModuleType]:
    """The course's modules, which are in `sys.modules` no more."""
    names = [name for name in sys.modules if name.partition(".")[0] == PACKAGE]
    return {name: sys.modules.pop(name) for name in names}


def _package(name: str, places: list[str]) -> ModuleType:
    """A package without a file of its own, whose modules are in these folders."""
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = places
    return module_from_spec(spec)
