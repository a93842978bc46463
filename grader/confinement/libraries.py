"""Where Python's libraries are: all that a confined process may read by default."""

import sys
import sysconfig
from pathlib import Path


def libraries() -> list[Path]:
    """Return the folders of the standard library and of what is installed, and of the system's libraries.

    A folder that is on Python's path for another reason, as that of an editable install, is not among them:
    it holds more than libraries.
    """
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = [Path(sysconfig.get_path(name)) for name in names]
    folders += [
        Path(sys.base_prefix) / "lib",
        Path("/usr/lib"),
        Path("/usr/lib64"),
        Path("/lib"),
        Path("/lib64"),
    ]
    return list(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def packages() -> list[Path]:
    """Return the folders of the grader's own packages, which an editable install keeps elsewhere."""
    own = Path(__file__).resolve().parents[1]
    return [folder for folder in (own, own.parent / "assignments") if folder.is_dir()]
