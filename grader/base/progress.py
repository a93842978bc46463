"""How work that takes a while tells what it is doing."""

from collections.abc import Callable

from grader.base.text import Text

Progress = Callable[[Text, int, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is in all (None: unknown).

A new text begins a new stage. Raising from it (Ctrl-C) stops the work.
"""


def silent(_what: Text, _done: int, _total: int | None) -> None:
    """Tell nobody."""
