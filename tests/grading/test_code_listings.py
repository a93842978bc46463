"""The student's code as included in a report."""

from pathlib import Path

from grader.grading.code_listings import MOST_CHARACTERS, listings
from grader.intake import read
from grader.records.source import Candidate, Line, Source, Statement, Unit

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"


def source(*texts: str, model: int) -> Source:
    units = tuple(Unit("a.ipynb", number, text, text) for number, text in enumerate(texts, start=1))
    found = Candidate("Net", "class", Line(model, 1), (Statement(model, 0, 1, 1),), (), True)
    return Source((), units, (found,))


def test_listings_have_every_line_where_positions_point() -> None:
    read_in = read(EXAMPLES / "wrong_syntax_error.ipynb")
    shown = {(each.file, each.cell): each.lines for each in listings(read_in, ())}
    assert len(shown) == sum(bool(unit.original.strip()) for unit in read_in.units)
    for index, unit in enumerate(read_in.units):
        for line in range(1, len(unit.original.splitlines()) + 1):
            position = read_in.position(Line(index, line))
            assert shown[unit.file, unit.cell][line - 1].strip() == position.text


def test_listings_leave_out_empty_cells() -> None:
    found = listings(source("x = 1", " \n", "class Net: ...", model=2), ())
    assert [each.cell for each in found] == [1, 3]


def test_listings_keep_the_models_code_when_there_is_too_much() -> None:
    long = "print('the same again')\n" * 10_000
    found = listings(source(long, "class Net: ...", long, model=1), ())
    assert [(each.cell, each.whole) for each in found] == [(1, False), (2, True)]
    assert sum(len(line) + 1 for each in found for line in each.lines) <= MOST_CHARACTERS


def test_listings_mark_the_graded_models_own_lines() -> None:
    read_in = read(EXAMPLES / "right_functional.py")
    lenet = next(found for found in read_in.candidates if found.name == "LeNet5")
    [shown] = listings(read_in, [lenet])
    code = ["\n".join(shown.lines[first - 1 : last]) for first, last in shown.model]
    assert code[0].startswith("import torch")
    assert code[-1].startswith("class LeNet5(nn.Module):\n")
    assert code[-1].endswith("return self.fc3(x)")
    assert not any("class CNN" in each or "def main" in each for each in code)
