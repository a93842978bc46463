"""The folders of Python's libraries, and the part of them that a confined process may read."""

import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from grader.confinement.packages import files_of

INSTALLED = ("site-packages", "dist-packages")
"""Names of folders of installed packages; one environment may use those of another."""
NEEDED = ("torch", "torchvision", "numpy", "msgspec", "safetensors", "nbformat", "jupytext")
"""The packages that models use, and those that the grader's own children use. What they require is added."""


@cache
def libraries() -> tuple[Path, ...]:
    """Return the folders of the standard library, of installed packages and of the system's libraries.

    Another folder on Python's path is included only if its name says that it is for installed packages. The
    folder of an editable install is not included, because it holds more than libraries.
    """
    return tuple(dict.fromkeys((*_standard(), *_installed())))


@cache
def readable() -> tuple[Path, ...]:
    """Return what a confined process may read: the standard library and the packages that are needed.

    Other packages stay closed. The grader's own, in a wheel, holds a course with thresholds and hidden
    checks, and a package that a teacher has installed may hold solutions. A process imports what it needs of
    them before it is confined, and runs student code only afterwards.
    """
    hidden = (*(each.resolve() for each in _installed()), package())
    standard = [part for folder in _standard() for part in _without(folder.resolve(), hidden)]
    needed = [part for each in files_of(NEEDED) for part in _without(each.resolve(), (package(),))]
    return tuple(dict.fromkeys((*standard, *needed)))


@cache
def closed() -> frozenset[str]:
    """Return the names of the modules that are installed but may not be read."""
    names = {_module(each) for folder in _installed() for each in folder.iterdir()}
    needed = {_module(each) for each in files_of(NEEDED)}
    return frozenset(names - needed - sys.stdlib_module_names)


def _module(path: Path) -> str:
    return path.name.split(".")[0]


def _standard() -> Iterator[Path]:
    folders = [Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")]
    folders += [Path(sys.base_prefix) / "lib", *map(Path, ("/usr/lib", "/usr/lib64", "/lib", "/lib64"))]
    return (folder for folder in dict.fromkeys(folders) if folder.is_dir())


@cache
def _installed() -> tuple[Path, ...]:
    folders = [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    folders += [Path(each) for each in sys.path if Path(each).name in INSTALLED]
    folders += [
        found for folder in _standard() for name in INSTALLED for found in folder.glob(f"python*/{name}")
    ]
    folders += [folder / name for folder in _standard() for name in INSTALLED]
    return tuple(folder for folder in dict.fromkeys(folders) if folder.is_dir())


def _without(folder: Path, hidden: tuple[Path, ...]) -> list[Path]:
    """Return the folder itself, or the parts of it that do not contain a hidden folder."""
    if folder in hidden or not folder.exists():  # a link may lead to nothing
        return []
    if not any(each.is_relative_to(folder) for each in hidden):
        return [folder]
    return [part for each in folder.iterdir() for part in _without(each.resolve(), hidden)]


def package() -> Path:
    """Return the folder of the grader's own package; in a wheel it contains the course.

    In an editable install it is not among the library folders.
    """
    return Path(__file__).resolve().parents[1]
