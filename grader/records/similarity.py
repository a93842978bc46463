"""Students whose models' code is similar: the evidence only, with no claim about the cause."""

from datetime import datetime

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


class Author(msgspec.Struct, frozen=True):
    """Whose code it is: a student of the class, or somebody of a corpus."""

    student: str
    name: str = ""
    corpus: str = ""
    """The corpus, such as an earlier semester; empty for the class itself."""
    submitted: datetime | None = None
    """When it was handed in, if that is known."""


class Side(msgspec.Struct, frozen=True):
    """One author of a pair."""

    author: Author
    code: tuple[Excerpt, ...]
    marks: tuple[Mark, ...]


class SimilarPair(msgspec.Struct, frozen=True, kw_only=True):
    """Two authors whose code is more alike than expected for the class."""

    sides: tuple[Side, Side]
    share: float
    """The share that both wrote of what either wrote, each thing weighted by its rarity; 0 to 1."""
    expected: float
    """How many pairs at least this alike the class would have by chance."""
    others: tuple[int, ...]
    """How many other students wrote each of the numbered things."""
    words: tuple[str, ...]
    """Names, comments and strings that both use and few others do."""


class SimilarGroup(msgspec.Struct, frozen=True):
    """Authors whom pairs connect, directly or through others."""

    authors: tuple[Author, ...]
    """Those of a corpus first, then by the time they handed in; unknown times last."""
    pairs: tuple[int, ...]
    """The places of its pairs in `Similar.pairs`."""


class Similar(msgspec.Struct, frozen=True):
    """The result of comparing the students of a class."""

    compared: int
    """The number of students whose code was compared."""
    pairs: tuple[SimilarPair, ...]
    """Similar pairs, the least likely first."""
    also: int = 0
    """The number of authors of corpora that the students were compared with."""

    @property
    def groups(self) -> tuple[SimilarGroup, ...]:
        """The groups that the pairs form, in the order of their first pairs."""
        members: list[tuple[set[Author], list[int]]] = []
        for place, pair in enumerate(self.pairs):
            authors, places = {side.author for side in pair.sides}, [place]
            joined = [each for each in members if each[0] & authors]
            members = [each for each in members if not each[0] & authors]
            for those, known in joined:
                authors |= those
                places += known
            members.append((authors, sorted(places)))
        members.sort(key=lambda each: each[1][0])
        return tuple(
            SimilarGroup(tuple(sorted(authors, key=_when)), tuple(places)) for authors, places in members
        )


def _when(author: Author) -> tuple[bool, bool, float, str, str]:
    time = author.submitted.timestamp() if author.submitted else 0.0
    return not author.corpus, author.submitted is None, time, author.corpus, author.student
