"""What was run in a notebook or an IPython session, and where in it a model was defined."""

import inspect
import linecache
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.intake.submission import MAX_CHARACTERS

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def cells(shell: "InteractiveShell") -> tuple[str, ...]:
    """Return the cells that were run; the n-th is `In [n]`.

    A cell that was run again unchanged counts only where it was run last. If a session is too long to be
    read, only its newest cells count. Cells that do not count are empty.
    """
    assert shell.history_manager is not None
    typed: Sequence[str] = shell.history_manager.input_hist_raw[1:]
    kept = [""] * len(typed)
    seen: set[str] = set()
    room = MAX_CHARACTERS
    for index in reversed(range(len(typed))):
        text = typed[index]
        room -= len(text)
        if room < 0:
            break
        if text not in seen:
            kept[index] = text
            seen.add(text)
    return tuple(kept)


def names(model: object, shell: "InteractiveShell") -> tuple[str, ...]:
    """Return the names of a class, a function or an object in the session."""
    bound = [name for name, value in shell.user_ns.items() if value is model and not name.startswith("_")]
    own = getattr(model, "__name__", None)
    return tuple(dict.fromkeys([own, *bound] if isinstance(own, str) else bound))


def file_of(model: object) -> str | None:
    """Return the name of the file that the code of a class or a function comes from.

    IPython gives each cell such a name as well. None if there is no code, as in an empty class.
    """
    parts: list[Any] = [model, *vars(model).values()] if inspect.isclass(model) else [model]
    codes = (getattr(inspect.unwrap(part), "__code__", None) for part in parts if callable(part))
    return next((code.co_filename for code in codes if code is not None), None)


def cell_of(file: str, name: str, shell: "InteractiveShell") -> int | None:
    """Return the number of the cell that defines `name` and whose code IPython calls `file`.

    If the cell was run again, the last one counts; None if there is none.
    """
    entry = linecache.cache.get(file)
    if entry is None or len(entry) != 4:
        return None
    lines = [line.rstrip() for line in entry[2]]
    assert shell.history_manager is not None
    run: Sequence[str] = shell.history_manager.input_hist_parsed
    defines = re.compile(rf"\b(?:class|def)\s+{re.escape(name)}\b")
    found = (number for number in reversed(range(1, len(run))) if _lines(run[number]) == lines)
    return next((number for number in found if defines.search(run[number])), None)


def is_file(name: str) -> bool:
    """Return whether code comes from a module or a script, not from a cell."""
    return name.endswith(".py") and Path(name).is_file()


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]
