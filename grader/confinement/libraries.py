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


def package() -> Path:
    """Return the folder of the grader's own package, which an editable install keeps elsewhere."""
    return Path(__file__).resolve().parents[1]
