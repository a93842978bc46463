"""The whole numbers among a node's arguments."""

from grader.records.graph import Argument


def numbers(argument: Argument) -> tuple[int, ...]:
    """Return the whole numbers of a list, or of one argument."""
    items = argument if isinstance(argument, tuple) else (argument,)
    return tuple(item for item in items if isinstance(item, int))


def two(argument: Argument) -> tuple[int, ...]:
    """Return the sizes along both axes of an image, of which one may stand for both."""
    found = numbers(argument)
    return found * 2 if len(found) == 1 else found
