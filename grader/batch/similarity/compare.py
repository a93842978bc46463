"""Find pairs of students whose models' code is more alike than is to be expected in this class.

All correct answers to a small assignment look alike. So a thing that two students both wrote (a piece of
code, a name, a comment) counts more the fewer others wrote it, and less if it usually comes with another
thing that already counts: whoever names one argument names them all. Things in the template do not count.
The sum, in bits, says how unlikely it is that two students who know nothing of each other write the same.

Who copies also changes things. One or two things that only one of them wrote are expected, with all that
usually comes with them; every further one takes bits away, for strangers differ in many.
Any of the n (n - 1) / 2 pairs may be as alike by chance; a pair is listed if fewer than one is expected to.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace

import numpy as np

from grader.batch.similarity.tokens import Piece, pieces
from grader.batch.similarity.works import Work, of_class
from grader.grading.course import current
from grader.records.report import Listing
from grader.records.similarity import Author, Excerpt, Mark, Side, Similar, SimilarPair
from grader.records.submissions import Entry

ALIKE = (0.8, 0.55, 300)
"""Minimum weighted share of equal code for two students' code to count as alike: in a small class, in a large
one, and what is large. A small class does not show which habits go together."""
CHANGE = 6.0
"""Bits that a difference takes away, beyond `FREE`. This, `ALIKE` and `PER_STUDENT` were chosen on those
classes of `benchmarks.copies` that are for tuning."""
FREE = 1.5
"""Differences that are expected of a copy."""
PER_STUDENT = 0.02
"""How much a thing's share in the class counts where few wrote a rarer thing: as so many others, for each
student of the class."""
FEW = 0.25
"""Share of the class; things that at most this share wrote are shown as evidence."""
MOST_LETTERS = 30_000
"""Maximum length of a student's code that is compared; the course's models have a tenth of it."""
MOST_THINGS = 1_000
"""Maximum number of a student's things that are compared; the course's models have a tenth of it."""
MOST_PAIRS = 100
"""Maximum number of pairs that are listed; more would not help."""

Thing = tuple[str, str]
"""A kind, `piece` or `word`, and the piece of code or the word."""


@dataclass(frozen=True)
class _Student:
    author: Author
    code: tuple[Excerpt, ...]
    pieces: tuple[Piece, ...]
    """The pieces; their lines are numbered through all of the code."""
    kinds: frozenset[Thing]
    words: frozenset[Thing]


def similar(entries: Iterable[Entry], assignment: str, also: Iterable[Work] = ()) -> Similar:
    """Compare every student's models with everybody else's, except for students without a graded model.

    One student stands for a group that handed in the same files.

    Args:
        entries: the class.
        assignment: the assignment, whose template counts for nothing.
        also: corpora that the class is compared with, but whose own pairs are not listed.
    """
    template = _template(assignment)
    handed = {each.handed.files or each.handed.student: each for each in reversed(list(entries))}
    works = [*of_class(list(reversed(handed.values()))), *also]
    students = [found for each in works if (found := _student(each, template)) is not None]
    pairs = sorted(_Class(students).pairs(), key=lambda pair: pair.expected)
    of_corpora = sum(bool(each.author.corpus) for each in students)
    return Similar(len(students) - of_corpora, tuple(pairs[:MOST_PAIRS]), of_corpora)


class _Class:
    """Who wrote what, as sets of students in the bits of a number."""

    def __init__(self, students: list[_Student]) -> None:
        self._students = students
        who: dict[Thing, int] = defaultdict(int)
        for index, student in enumerate(students):
            for thing in student.kinds | student.words:
                who[thing] |= 1 << index
        self._who = who

    def pairs(self) -> Iterator[SimilarPair]:
        """Yield the pairs that are more alike than is to be expected."""
        count = math.comb(len(self._students), 2)
        for a, b, share in self._candidates():
            one, other = self._students[a], self._students[b]
            if one.author.corpus and other.author.corpus:
                continue
            bits = self._bits(a, b) - CHANGE * max(0.0, self._changes(one, other) - FREE)
            expected = count * 2**-bits
            if expected < 1:
                yield _pair(one, other, share, expected, self._rare(a, b))

    def _candidates(self) -> Iterator[tuple[int, int, float]]:
        """Yield the pairs that share enough, with the share: of what either wrote, weighted by rarity."""
        n, columns = len(self._students), {thing: column for column, thing in enumerate(self._who)}
        if n < 2:
            return
        wrote = np.zeros((n, len(columns)), dtype=np.float32)
        for row, student in enumerate(self._students):
            wrote[row, [columns[thing] for thing in student.kinds]] = 1
        weights = np.array(
            [math.log2(n / those.bit_count()) for those in self._who.values()], dtype=np.float32
        )
        shared = (wrote * weights) @ wrote.T
        totals = np.diag(shared)
        most = np.maximum(totals[:, None], totals[None, :])
        small, large, size = ALIKE
        least = max(large, small - (small - large) * n / size)
        rows, others = np.nonzero(np.triu((shared > 1e-3) & (shared >= least * most), 1))
        for a, b in zip(rows.tolist(), others.tolist(), strict=True):
            yield a, b, min(1.0, float(shared[a, b] / most[a, b]))

    def _others(self, a: int, b: int) -> dict[Thing, int]:
        """Return who else wrote each of the things that two students share."""
        one, other = self._students[a], self._students[b]
        apart = ~(1 << a | 1 << b)
        shared = (one.kinds & other.kinds) | (one.words & other.words)
        return {thing: self._who[thing] & apart for thing in shared}

    def _rare(self, a: int, b: int) -> dict[Thing, int]:
        most = FEW * (len(self._students) - 2)
        counts = {thing: those.bit_count() for thing, those in self._others(a, b).items()}
        return {thing: count for thing, count in counts.items() if count <= most}

    def _bits(self, a: int, b: int) -> float:
        """Return how unlikely it is, in bits, that a student wrote all that another did, judging by the rest.

        The probability of a thing is the greatest of its share of the others and its shares among those who
        wrote a rarer thing. One student who wrote it and one who did not are added: it is never 0 or 1.
        """
        n = len(self._students)
        bits = 0.0
        before: list[int] = []
        for those in sorted(self._others(a, b).values(), key=int.bit_count):
            share = (those.bit_count() + 1) / n
            bits -= math.log2(max([share, *(self._given(those, given, share) for given in before)]))
            before.append(those)
        return bits

    def _given(self, those: int, given: int, share: float) -> float:
        """Return the share of some among those given; if these are few, the share of all counts as well."""
        prior = PER_STUDENT * len(self._students)
        return ((those & given).bit_count() + 1 + prior * share) / (given.bit_count() + 2 + prior)

    def _changes(self, one: _Student, other: _Student) -> float:
        """Return how many things differ; what usually comes with one that is counted counts less, or not."""
        return max(self._new(one.kinds - other.kinds), self._new(other.kinds - one.kinds))

    def _new(self, things: Set[Thing]) -> float:
        n = len(self._students)
        found = 0.0
        before: list[int] = []
        for those in sorted((self._who[thing] for thing in things), key=int.bit_count):
            share = those.bit_count() / n
            known = max((self._given(those, given, share) for given in before), default=0.0)
            found += min(1 - share, 1 - known)
            before.append(those)
        return found


# -- what is compared ------------------------------------------------------------------------------------


def _template(assignment: str) -> frozenset[Thing]:
    """Return the things in the template that is handed out, which everybody may write."""
    paths = [root / assignment / "template.py" for root in current().roots]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
    found = [pieces(text) for text in texts]
    kinds = {("piece", piece.kind) for each in found for piece in each.pieces}
    return frozenset(kinds | {("word", word) for each in found for word in each.words})


def _student(work: Work, template: Set[Thing]) -> _Student | None:
    code = tuple(_code(work.listings))
    taken = pieces("\n".join(line for each in code for line in each.lines))
    if not taken.pieces:
        return None
    found = tuple(
        replace(piece, kind=f"{work.models.get(piece.within, '')}: {piece.kind}")
        for piece in taken.pieces[:MOST_THINGS]
        if ("piece", piece.kind) not in template
    )
    kinds = frozenset(("piece", piece.kind) for piece in found)
    words = sorted({("word", word) for word in taken.words} - template)[:MOST_THINGS]
    return _Student(work.author, code, found, kinds, frozenset(words))


def _code(listings: Iterable[Listing]) -> Iterator[Excerpt]:
    """Yield the statements of the graded models, except imports."""
    room = MOST_LETTERS
    for listing in listings:
        for first, last in listing.model:
            lines = listing.lines[first - 1 : last]
            room -= sum(map(len, lines))
            if room < 0:
                return
            if lines and not lines[0].startswith(("import ", "from ")):
                yield Excerpt(listing.file, listing.cell, first, lines)


# -- what is shown ---------------------------------------------------------------------------------------


def _pair(
    one: _Student, other: _Student, share: float, expected: float, rare: Mapping[Thing, int]
) -> SimilarPair:
    numbers: dict[str, int] = {}
    for piece in one.pieces:
        if ("piece", piece.kind) in rare:
            numbers.setdefault(piece.kind, len(numbers) + 1)
    return SimilarPair(
        sides=(_side(one, numbers), _side(other, numbers)),
        share=share,
        expected=expected,
        others=tuple(rare["piece", kind] for kind in numbers),
        words=tuple(sorted(word for kind, word in rare if kind == "word")),
    )


def _side(student: _Student, numbers: Mapping[str, int]) -> Side:
    places = [(index, line) for index, code in enumerate(student.code) for line in code.numbered]
    marks = {
        Mark(*places[piece.line - 1], numbers[piece.kind])
        for piece in student.pieces
        if piece.kind in numbers
    }
    ordered = sorted(marks, key=lambda mark: (mark.code, mark.line, mark.number))
    return Side(student.author, student.code, tuple(ordered))
