"""Make packages that a confined process may not read look like packages that are not installed."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import ClassVar


class OpenPackages(PathFinder):
    """Finds no closed package, where Python would find the file and then fail to open it."""

    closed: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is, None for a closed package."""
        if path is None and fullname in cls.closed:
            return None
        return super().find_spec(fullname, path, target)


def close(names: frozenset[str]) -> None:
    """Let this process import none of these packages any more; those already imported stay."""
    OpenPackages.closed = names
    sys.meta_path[:] = [OpenPackages if finder is PathFinder else finder for finder in sys.meta_path]
