"""Students of a class whose models' code is alike: what there is to see, and nothing about why it is so."""

import msgspec


class Excerpt(msgspec.Struct, frozen=True):
    """Some lines of a student's model."""

    file: str
    cell: int | None
    first: int
    """The number of the first line."""
    lines: tuple[str, ...]

    @property
    def numbered(self) -> range:
        """The numbers of the lines."""
        return range(self.first, self.first + len(self.lines))


class Mark(msgspec.Struct, frozen=True):
    """A line in which something stands that both of a pair wrote, and few others."""

    code: int
    """The index of its code."""
    line: int
    """Its number, as the code counts."""
    number: int
    """Of what both wrote, from 1."""


class Side(msgspec.Struct, frozen=True):
    """One student of a pair."""

    student: str
    name: str
    code: tuple[Excerpt, ...]
    marks: tuple[Mark, ...]


class SimilarPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two students whose code is more alike than the class lets one expect."""

    sides: tuple[Side, Side]
    share: float
    """Of what either wrote, each thing weighed by how rare it is, the part that both did; 0 to 1."""
    expected: float
    """How many pairs as alike as this one the class would have by chance."""
    others: tuple[int, ...]
    """How many others wrote each of the numbered things."""
    words: tuple[str, ...]
    """Names, comments and texts that both use, and few others."""


class Similar(msgspec.Struct, frozen=True):
    """What comparing a class came to."""

    compared: int
    """How many students' code was compared."""
    pairs: tuple[SimilarPair, ...]
    """The least likely first."""
