"""Finds pairs of students whose models' code is more alike than the class lets one expect.

Everybody's right answer to a small assignment looks alike. So a thing that two students both wrote (a piece
of code, a name, a comment) counts by how few others wrote it, and not again where it goes with another one
that counts already: who names one argument names them all. What the template has counts nothing. The bits
that add up say how unlikely it is that two students who know nothing of each other write the same; there are
n (n - 1) / 2 pairs to be so by chance, and a pair is listed if less than one of them is expected to.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from grader.batch.similarity.tokens import Piece, pieces
from grader.grading.course import current
from grader.records.report import Report
from grader.records.similarity import Excerpt, Mark, Side, Similar, SimilarPair
from grader.records.submissions import Entry

ALIKE = 0.8
"""The share from which two codes are alike."""
FEW = 0.25
"""Of the class; what no more of it wrote is shown as evidence."""
MOST_LETTERS = 30_000
"""Of a student's code that is compared; models of the course have a tenth of it."""
MOST_THINGS = 1_000
"""Of a student's that are compared, the first ones; models of the course have a tenth of it."""
MOST_PAIRS = 100
"""That are listed; more are no help."""

Thing = tuple[str, str]
"""A piece of code or a word, by its kind."""


@dataclass(frozen=True)
class _Student:
    entry: Entry
    code: tuple[Excerpt, ...]
    pieces: tuple[Piece, ...]
    """Their lines count through all of the code."""
    kinds: frozenset[Thing]
    words: frozenset[Thing]


def similar(entries: Iterable[Entry], assignment: str) -> Similar:
    """Compare every student's models with everybody else's; a student without a graded model is left out.

    Of a group that handed in one thing together, one student stands for all.
    """
    template = _template(assignment)
    handed = {each.handed.files or each.handed.student: each for each in reversed(list(entries))}
    students = [
        found for each in reversed(handed.values()) if (found := _student(each, template)) is not None
    ]
    who: dict[Thing, set[int]] = defaultdict(set)
    for index, student in enumerate(students):
        for thing in student.kinds | student.words:
            who[thing].add(index)
    pairs = sorted(_pairs(students, who), key=lambda pair: pair.expected)
    return Similar(len(students), tuple(pairs[:MOST_PAIRS]))


def _pairs(students: list[_Student], who: Mapping[Thing, Set[int]]) -> Iterator[SimilarPair]:
    n = len(students)
    weights = {thing: math.log2(n / len(those)) for thing, those in who.items()}
    totals = [sum(map(weights.__getitem__, student.kinds)) for student in students]
    for a, b in combinations(range(n), 2):
        one, other = students[a], students[b]
        shared = sum(map(weights.__getitem__, one.kinds & other.kinds))
        most = max(totals[a], totals[b])
        if not shared or shared < ALIKE * most:
            continue
        things = (one.kinds & other.kinds) | (one.words & other.words)
        others = {thing: who[thing] - {a, b} for thing in things}
        expected = math.comb(n, 2) * 2 ** -_bits(others, n - 2)
        if expected < 1:
            rare = {thing: len(those) for thing, those in others.items() if len(those) <= FEW * (n - 2)}
            yield _pair(one, other, shared / most, expected, rare)


def _bits(others: Mapping[Thing, Set[int]], n: int) -> float:
    """How unlikely it is, in bits, that a student wrote all these things, by what the `n` others did.

    Each thing counts by the other one, rarer than it, that most foretells it. Nothing is never, nothing is
    always: one more student is taken to have written it, and one more not to.
    """
    bits = 0.0
    before: list[Set[int]] = []
    for thing in sorted(others, key=lambda thing: (len(others[thing]), thing)):
        those = others[thing]
        likely = (len(those) + 1) / (n + 2)
        likely = max([likely, *((len(those & given) + 1) / (len(given) + 2) for given in before)])
        bits -= math.log2(likely)
        before.append(those)
    return bits


# -- what is compared ------------------------------------------------------------------------------------


def _template(assignment: str) -> frozenset[Thing]:
    """What the handed out template has: everybody may write it."""
    paths = [root / assignment / "template.py" for root in current().roots]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
    found = [pieces(text) for text in texts]
    kinds = {("piece", piece.kind) for each in found for piece in each.pieces}
    return frozenset(kinds | {("word", word) for each in found for word in each.words})


def _student(entry: Entry, template: Set[Thing]) -> _Student | None:
    code = tuple(_code(entry.report)) if entry.report else ()
    taken = pieces("\n".join(line for each in code for line in each.lines))
    if not taken.pieces:
        return None
    found = taken.pieces[:MOST_THINGS]
    kinds = frozenset(("piece", piece.kind) for piece in found)
    words = sorted({("word", word) for word in taken.words} - template)[:MOST_THINGS]
    return _Student(entry, code, found, kinds - template, frozenset(words))


def _code(report: Report) -> Iterator[Excerpt]:
    """The statements of the graded models, but for imports."""
    room = MOST_LETTERS
    for listing in report.listings:
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
    handed = student.entry.handed
    ordered = sorted(marks, key=lambda mark: (mark.code, mark.line, mark.number))
    return Side(handed.student, handed.name, student.code, tuple(ordered))
