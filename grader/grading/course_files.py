"""Import the files of a course as modules, found by their folders and not kept in `sys.modules`.

While a file is read, each assignment's folder is a package, so that the file may import from its own folder
(`from .helpers import …`) and from other assignments (`from ..assignment2.variants import …`). Afterwards
they are removed, because another course may have files of the same names.
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
"""The name of the course's package while one of its files is read."""

_reading = threading.RLock()
"""Held while the course is in `sys.modules`, which all threads share."""


def module(folders: Mapping[str, Path], assignment: str, name: str) -> ModuleType:
    """Run a file of an assignment and return its module, which is a new one each time.

    Args:
        folders: the folder of each assignment of the course, by id.
        assignment: the id of the assignment whose file is read.
        name: the file's name without its suffix.
    """
    with _reading, _packages(folders):
        return importlib.import_module(f"{PACKAGE}.{assignment}.{name}")


@contextmanager
def _packages(folders: Mapping[str, Path]) -> Iterator[None]:
    """Make each folder a package of the course, and afterwards forget everything imported from them."""
    importlib.invalidate_caches()  # a file may be newer than the cached listing of its folder
    outer = _forgotten()  # for a file that loads another assignment while it is read
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
    """Remove the course's modules from `sys.modules`, and return them."""
    names = [name for name in sys.modules if name.partition(".")[0] == PACKAGE]
    return {name: sys.modules.pop(name) for name in names}


def _package(name: str, places: list[str]) -> ModuleType:
    """Return a package without its own file, whose modules are in these folders."""
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = places
    return module_from_spec(spec)
