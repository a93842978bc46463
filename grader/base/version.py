"""The grader's version and the digest of its code."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

DISTRIBUTION: Final = "torchgrader"
"""What pip calls the grader; the package `grader` on PyPI is somebody else's."""
VERSION: Final = "0.1.0"
PACKED: Final = "course"
"""The folder of the package where a wheel bundles the assignments; they are not part of the grader's code."""
_ROOT: Final = Path(__file__).parents[1]


@cache
def code_digest(*packages: str) -> str:
    """Return the sha256 of the grader's own Python code.

    Args:
        packages: the packages to include, such as `training`; all if none is named.
    """
    found = (path for path in _ROOT.rglob("*.py") if path.relative_to(_ROOT).parts[0] != PACKED)
    return files_digest(
        _ROOT, (path for path in found if not packages or path.relative_to(_ROOT).parts[0] in packages)
    )


def files_digest(root: Path, files: Iterable[Path]) -> str:
    """Return the sha256 of the files' content and paths below `root`, whatever their order.

    Line endings are ignored, since Git may change them on Windows.

    Raises:
        OSError: a file cannot be read.
    """
    digest = sha256()
    for path in sorted(files):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + sha256(content).digest())
    return digest.hexdigest()
