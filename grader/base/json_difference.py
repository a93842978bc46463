"""Find where two JSON values differ."""

from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple


class Absent:
    """Stands for a missing value, as opposed to JSON's null."""

    def __repr__(self) -> str:
        return "(nothing)"


ABSENT: Final = Absent()


class Difference(NamedTuple):
    """A path in a JSON value, such as `parts[0].results[2].earned`, and the value of each side there."""

    path: str
    before: Any
    after: Any


def differences(
    before: Any, after: Any, left_out: Collection[str] = (), path: str = ""
) -> Iterator[Difference]:
    """Yield every place where two JSON values differ, at any depth.

    Args:
        before: the first value.
        after: the second value.
        left_out: names of fields to ignore at every level.
        path: the path of the two values.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted((before.keys() | after.keys()) - set(left_out)):
            place = f"{path}.{name}" if path else name
            yield from differences(before.get(name, ABSENT), after.get(name, ABSENT), left_out, place)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, left_out, f"{path}[{index}]")
    elif type(before) is not type(after) or before != after:
        yield Difference(path, before, after)
