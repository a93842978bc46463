"""How long-running work reports its progress."""

from collections.abc import Callable

from grader.base.text import Text

Progress = Callable[[Text, int, int | None], None]
"""Called with what is being done, the amount done so far, and the total amount (None if unknown).

A new text begins a new stage. An exception raised from the callback (Ctrl-C) stops the work.
"""


def silent(_what: Text, _done: int, _total: int | None) -> None:
    """Report nothing."""
