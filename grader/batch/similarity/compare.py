"""Find pairs of students whose models' code is more alike than is to be expected in this class.

All correct answers to a small assignment look alike. So a thing that two students both wrote (a piece of
code, a name, a comment) counts more the fewer others wrote it, and less if it usually comes with another
thing that already counts: whoever names one argument names them all. Things in the template do not count.
The sum, in bits, says how unlikely it is that two students who know nothing of each other write the same.
Any of the n (n - 1) / 2 pairs may be as alike by chance; a pair is listed if fewer than one is expected to.
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
"""Minimum weighted share of equal code for two students' code to count as alike."""
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
    entry: Entry
    code: tuple[Excerpt, ...]
    pieces: tuple[Piece, ...]
    """The pieces; their lines are numbered through all of the code."""
    kinds: frozenset[Thing]
    words: frozenset[Thing]


def similar(entries: Iterable[Entry], assignment: str) -> Similar:
    """Compare every student's models with everybody else's, except for students without a graded model.

    One student stands for a group that handed in the same files.
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
    """Return how unlikely it is, in bits, that a student wrote all these things, judging by the `n` others.

    The probability of a thing is the greatest of its share of the others and its shares among those who wrote
    a rarer thing. One student who wrote it and one who did not are added, so that it is never 0 or 1.
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
    """Return the things in the template that is handed out, which everybody may write."""
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
    """Yield the statements of the graded models, except imports."""
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
