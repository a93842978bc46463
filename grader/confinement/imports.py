"""Make packages that a confined process may not read look like packages that are not installed."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class Closed(MetaPathFinder):
    """Raises the error of a missing package, where Python would find the file and fail to open it."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,  # noqa: ARG002 - Python passes it
    ) -> ModuleSpec | None:
        """Refuse the closed packages, and leave all others to the next finder."""
        if path is None and fullname in self._names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def close(names: frozenset[str]) -> None:
    """Let this process import none of these packages any more; those already imported stay."""
    sys.meta_path.insert(0, Closed(names))
