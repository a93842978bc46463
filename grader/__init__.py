"""An autograder for deep-learning assignments.

In a notebook, `from grader import check` checks a model that is defined there.
"""

from typing import TYPE_CHECKING, Any

from grader.base.version import VERSION

if TYPE_CHECKING:
    from grader.selfcheck import check

__all__ = ["check"]
__version__ = VERSION


def __getattr__(name: str) -> Any:
    """Import `check` when it is asked for; the rest of the grader does without it."""
    if name == "check":
        from grader.selfcheck import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
