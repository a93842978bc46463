"""Students whose models' code is similar: the evidence only, with no claim about the cause."""

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
        """The line numbers."""
        return range(self.first, self.first + len(self.lines))


class Mark(msgspec.Struct, frozen=True):
    """A line that contains something both students of a pair wrote and few others did."""

    code: int
    """The index of the excerpt in `Side.code`."""
    line: int
    """The line number, as in `Excerpt.numbered`."""
    number: int
    """The number, from 1, of the thing that both wrote."""


class Side(msgspec.Struct, frozen=True):
    """One student of a pair."""

    student: str
    name: str
    code: tuple[Excerpt, ...]
    marks: tuple[Mark, ...]


class SimilarPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two students whose code is more alike than expected for the class."""

    sides: tuple[Side, Side]
    share: float
    """The share that both wrote of what either wrote, each thing weighted by its rarity; 0 to 1."""
    expected: float
    """How many pairs at least this alike the class would have by chance."""
    others: tuple[int, ...]
    """How many other students wrote each of the numbered things."""
    words: tuple[str, ...]
    """Names, comments and strings that both use and few others do."""


class Similar(msgspec.Struct, frozen=True):
    """The result of comparing the students of a class."""

    compared: int
    """The number of students whose code was compared."""
    pairs: tuple[SimilarPair, ...]
    """Similar pairs, the least likely first."""
