"""Copies are found despite other names, order and form; independent work is not listed."""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
import pytest

from grader.base.text import same
from grader.batch.similarity.compare import MOST_LETTERS, similar
from grader.batch.similarity.tokens import pieces
from grader.grading.code_listings import listings
from grader.intake import read
from grader.records.report import Listing, Report
from grader.records.similarity import SimilarPair
from grader.records.submissions import Entry, Handed

from ..disguise import disguised

ASSIGNMENTS = Path(__file__).parents[3] / "assignments"


def entry(student: str, *shown: Listing) -> Entry:
    report = Report(
        grader="0",
        assignment="assignment1",
        title=same("x"),
        files=(),
        data=(),
        device="cpu",
        confinement=same("x"),
        parts=(),
        listings=shown,
        points=1,
        earned=1,
        provisional=False,
        seconds=0,
    )
    return Entry(handed=Handed(student=student, files=(f"{student}.py",)), state="graded", report=report)


def script(student: str, text: str) -> Entry:
    """A student who wrote models and nothing else."""
    model = tuple((node.lineno, node.end_lineno or 0) for node in ast.parse(text).body)
    return entry(
        student, Listing(file=f"{student}.py", cell=None, lines=tuple(text.splitlines()), model=model)
    )


@cache
def right_answers(assignment: str) -> Mapping[str, tuple[Listing, ...]]:
    """The right examples of an assignment, as grading keeps them; all models that they use are graded."""
    found = {}
    for path in sorted((ASSIGNMENTS / assignment / "examples").glob("right_*")):
        source = read(path)
        graded = [each for each in source.candidates if each.written and not each.inner]
        found[path.stem] = listings(source, graded)
    return found


def a_class(assignment: str) -> list[Entry]:
    return [entry(name, *shown) for name, shown in right_answers(assignment).items()]


def copied(student: str, assignment: str, name: str) -> Entry:
    """A student who handed in a disguised copy of an example."""
    [shown] = right_answers(assignment)[name]
    lines = [line for first, last in shown.model for line in shown.lines[first - 1 : last]]
    return script(student, disguised("\n".join(lines)))


def students(pair: SimilarPair) -> set[str]:
    return {side.author.student for side in pair.sides}


@pytest.mark.parametrize("assignment", ["assignment0", "assignment1", "assignment3"])
def test_similar_finds_no_copies_in_right_answers_of_many_styles(assignment: str) -> None:
    found = similar(a_class(assignment), assignment)
    assert found.compared == len(right_answers(assignment))
    assert [students(pair) for pair in found.pairs] == []


def test_similar_ignores_the_numbers_in_a_text() -> None:
    """These three examples are: they differ in their widths, and in one kernel."""
    pairs = similar(a_class("assignment2"), "assignment2").pairs
    found = sorted(sorted(students(pair)) for pair in pairs)
    assert found == [
        ["right_script", "right_up_by_four"],
        ["right_script", "right_wide"],
        ["right_up_by_four", "right_wide"],
    ]


@pytest.mark.parametrize(
    ("assignment", "name"),
    [
        ("assignment1", "right_comments_and_prints"),
        ("assignment1", "right_functional"),
        ("assignment1", "right_helper_class"),
        ("assignment1", "right_other_names"),
        ("assignment1", "right_utf8_bom"),
        ("assignment2", "right_batch_norm_dropout"),
        ("assignment2", "right_residual_blocks"),
        ("assignment2", "right_module_lists"),
    ],
)
def test_similar_finds_a_disguised_copy(assignment: str, name: str) -> None:
    found = similar([*a_class(assignment), copied("copy", assignment, name)], assignment)
    assert {"copy", name} in [students(pair) for pair in found.pairs]
    assert [pair for pair in found.pairs if "copy" in students(pair) and name not in students(pair)] == []


def test_similar_finds_all_copies_of_one_answer() -> None:
    ring = [copied(f"copy{n}", "assignment1", "right_comments_and_prints") for n in range(3)]
    found = similar([*a_class("assignment1"), *ring], "assignment1")
    assert len(found.pairs) == 6


def test_similar_does_not_count_what_many_write_as_evidence() -> None:
    """Ten of thirty students write one text: nobody can say who had it from whom."""
    same_text = [copied(f"same{n}", "assignment1", "right_functional") for n in range(10)]
    assert similar([*a_class("assignment1"), *same_text], "assignment1").pairs == ()


def test_similar_finds_no_pairs_in_a_class_too_small_to_judge() -> None:
    two = [copied(student, "assignment1", "right_comments_and_prints") for student in ("kim", "lee")]
    assert similar(two, "assignment1").pairs == ()


def test_similar_numbers_what_both_wrote_on_both_sides() -> None:
    copy = copied("copy", "assignment1", "right_comments_and_prints")
    [pair] = similar([*a_class("assignment1"), copy], "assignment1").pairs
    one, other = ({mark.number for mark in side.marks} for side in pair.sides)
    assert one == other == set(range(1, len(pair.others) + 1))
    for side in pair.sides:
        for mark in side.marks:
            assert mark.line in side.code[mark.code].numbered
    [cut] = {
        side.code[mark.code].lines[mark.line - side.code[mark.code].first].strip()
        for side in pair.sides
        if side.author.student != "copy"
        for mark in side.marks
        if "xavier" in side.code[mark.code].lines[mark.line - side.code[mark.code].first]
    }
    assert cut == "nn.init.xavier_uniform_(m.weight)"


def test_similar_does_not_pair_a_group_with_one_submission() -> None:
    one = copied("one", "assignment1", "right_helper_class")
    other = msgspec.structs.replace(one, handed=Handed(student="other", files=one.handed.files))
    found = similar([*a_class("assignment1"), other, one], "assignment1")
    assert [students(pair) for pair in found.pairs] == [{"other", "right_helper_class"}]


def test_similar_leaves_out_who_has_no_graded_model() -> None:
    without = Entry(handed=Handed(student="lee", files=()), state="missing")
    nothing = entry("park", Listing(file="a.py", cell=None, lines=("x = 1",)))
    assert similar([without, nothing], "assignment1").compared == 0
    assert similar([], "assignment1").pairs == ()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "x = '" + "a" * 100_000,
        "\x00\x1b[2J\u202e",
        "\\\n" * 50_000,
        "f'{" * 10_000,
        "for x lambda = in",
        "def f(",
        "x=1;" * 50_000,
        "'''" * 30_001,
        "\ud800",
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_similar_is_stopped_by_no_text_of_a_stranger(text: str) -> None:
    lines = tuple(text.split("\n"))
    shown = Listing(file="a.py", cell=None, lines=lines, model=((1, len(lines)), (0, 10**9), (5, 2)))
    similar([*a_class("assignment1"), entry("kim", shown), entry("lee", shown)], "assignment1")


def test_similar_compares_the_first_part_of_very_much_code() -> None:
    long = Listing(
        file="a.py",
        cell=None,
        lines=("x = 1",) * 3 * MOST_LETTERS,
        model=tuple((n, n) for n in range(1, 3 * MOST_LETTERS)),
    )
    assert similar([entry("kim", long)], "assignment1").compared == 1


# -- pieces ----------------------------------------------------------------------------------------------


def kinds(text: str) -> list[str]:
    return [piece.kind for piece in pieces(text).pieces]


def test_pieces_ignore_form_and_names() -> None:
    plain = "class A(nn.Module):\n    def __init__(self):\n        self.conv = nn.Conv2d(3, 6, 5)\n"
    other = (
        "class B( nn.Module ):  # mine\n\n\n  def __init__(me):\n    '''Make it.'''\n"
        "    me.first = (nn.Conv2d(3,\n                          6, 5,))\n"
    )
    assert kinds(plain) == kinds(other.replace("me.", "self.").replace("(me)", "(self)"))


def test_pieces_tell_torchs_own_names_apart() -> None:
    assert kinds("y = F.relu(x)") != kinds("y = F.gelu(x)")
    assert kinds("y = nn.Conv2d(1, 2, kernel_size=3)") != kinds("y = nn.Conv2d(1, 2, 3)")


def test_pieces_separate_listed_calls() -> None:
    assert kinds("net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2),\n nn.ReLU())") == [
        "V = nn . Sequential ( nn . Flatten (",
        "nn . Linear ( N , N",
        "nn . ReLU (",
    ]


def test_pieces_know_their_lines() -> None:
    found = pieces('"""Doc."""\nimport torch\n\nx = (1 +\n     2)\ny = f(\n    a(),\n    b(),\n)\n').pieces
    assert [piece.line for piece in found] == [4, 6, 8]


def test_pieces_hold_the_students_own_words() -> None:
    found = pieces("self.layer12 = nn.Linear(3, 4)  # Die 마지막 층!\nprint('shape')\n")
    assert found.words == {"layer", "die 마지막 층", "shape"}
