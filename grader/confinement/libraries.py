"""Where Python's libraries are: all that a confined process may read by default."""

import sys
import sysconfig
from functools import cache
from pathlib import Path

INSTALLED = ("site-packages", "dist-packages")
"""What a folder of installed libraries is called; an environment may borrow those of another one."""


@cache
def libraries() -> tuple[Path, ...]:
    """Return the folders of the standard library and of what is installed, and of the system's libraries.

    Of other folders on Python's path those are among them that are made for libraries, by their names; that
    of an editable install is not, as it holds more.
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
    """Return what is in the libraries' folders, without the grader and its course.

    Installed from a wheel they lie among the libraries, and hold thresholds and hidden checks. A process that
    runs none of a student's code before it is confined has imported what it needs of them.
    """
    hidden = package()
    return tuple(dict.fromkeys(each for folder in libraries() for each in _without(folder.resolve(), hidden)))


def _without(folder: Path, hidden: Path) -> list[Path]:
    """The folder, or as much of it as holds nothing that is to be hidden."""
    if folder == hidden:
        return []
    if not hidden.is_relative_to(folder):
        return [folder]
    return [part for each in folder.iterdir() for part in _without(each.resolve(), hidden)]


def package() -> Path:
    """Return the folder of the grader's own package, which an editable install keeps elsewhere.

    A wheel brings the course in it.
    """
    return Path(__file__).resolve().parents[1]
