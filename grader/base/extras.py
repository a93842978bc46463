"""Libraries that not every installation has: those of the extras in pyproject.toml."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Text

LIBRARIES: Final = {
    "cluster": frozenset({"dask", "distributed"}),
    "staff": frozenset({"jupytext", "nbconvert", "nh3"}),
}
"""The libraries that each extra brings and that the grader imports."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Import an extra's libraries, or say how to install them.

    Raises:
        StaffError: one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES[name]:
            raise
        raise _missing(error.name, name) from error


def _missing(library: str, name: str) -> StaffError:
    return StaffError(
        Text(
            ko=f"이 기능에는 {library} 패키지가 필요합니다.",
            en=f"This needs the package {library}, which is not installed.",
        ),
        Text(
            ko=f'채점기 폴더에서 설치하십시오: pip install ".[{name}]"',
            en=f'To install it, in the grader\'s folder: pip install ".[{name}]"',
        ),
    )
