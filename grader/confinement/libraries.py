"""The folders of Python's libraries, which are all that a confined process may read by default."""

import sys
import sysconfig
from functools import cache
from pathlib import Path

INSTALLED = ("site-packages", "dist-packages")
"""Names of folders of installed libraries; one environment may use those of another."""


@cache
def libraries() -> tuple[Path, ...]:
    """Return the folders of the standard library, of installed packages and of the system's libraries.

    Another folder on Python's path is included only if its name says that it is for installed libraries. The
    folder of an editable install is not included, because it holds more than libraries.
    """
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = [Path(sysconfig.get_path(name)) for name in names]
    folders += [Path(each) for each in sys.path if Path(each).name in INSTALLED]
    folders += [
        Path(sys.base_prefix) / "lib",
        Path("/usr/lib"),
        Path("/usr/lib64"),
        Path("/lib"),
        Path("/lib64"),
    ]
    return tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))


@cache
def readable() -> tuple[Path, ...]:
    """Return the contents of the library folders, without the grader and its course.

    A wheel installs them among the libraries, and they contain thresholds and hidden checks.
    A process imports what it needs of them before it is confined, and runs student code only afterwards.
    """
    hidden = package()
    return tuple(dict.fromkeys(each for folder in libraries() for each in _without(folder.resolve(), hidden)))


def _without(folder: Path, hidden: Path) -> list[Path]:
    """Return the folder itself, or the parts of it that do not contain the hidden folder."""
    if folder == hidden:
        return []
    if not hidden.is_relative_to(folder):
        return [folder]
    return [part for each in folder.iterdir() for part in _without(each.resolve(), hidden)]


def package() -> Path:
    """Return the folder of the grader's own package; in a wheel it contains the course.

    In an editable install it is not among the library folders.
    """
    return Path(__file__).resolve().parents[1]
