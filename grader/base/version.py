"""Which version of the grader this is, and what its code is, to the byte."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

VERSION: Final = "0.1.0"
PACKED: Final = "course"
"""The folder in the package with the assignments that a wheel brings; they are no code of the grader's."""
_ROOT: Final = Path(__file__).parents[1]


@cache
def code_digest(*packages: str) -> str:
    """Return the sha256 of the grader's own Python code.

    Args:
        packages: those of its packages that count, such as `training`; all if none is named.
    """
    found = (path for path in _ROOT.rglob("*.py") if path.relative_to(_ROOT).parts[0] != PACKED)
    return files_digest(
        _ROOT, (path for path in found if not packages or path.relative_to(_ROOT).parts[0] in packages)
    )


def files_digest(root: Path, files: Iterable[Path]) -> str:
    """Return the sha256 of what files hold and where below `root` they are, in whatever order they come.

    How lines end does not count: Git may write a text otherwise on Windows.

    Raises:
        OSError: one cannot be read.
    """
    digest = sha256()
    for path in sorted(files):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + sha256(content).digest())
    return digest.hexdigest()
