"""A line that the submission does not have is named to nobody; a person is told that there was one."""

from pathlib import Path

import msgspec
import pytest

from grader.base.progress import silent
from grader.capture.capture import capture
from grader.checks import Assignment
from grader.grading import forged_lines
from grader.grading import grade as grading
from grader.grading.forged_lines import without_forged_lines
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.capture_protocol import Broken, Captured, Job, Outcome
from grader.records.source import Line, Source
from tests.capture.graphs import CLASSIFIER
from tests.grading.test_grade import EXAMPLES
from tests.hosts import shared

FORGED = (Line(0, 10_000), Line(0, 0), Line(7, 1), Line(-1, 1))
COMPUTING = """import torch

# a comment
class Net(torch.nn.Module):
    pass
    def forward(self, x):
        for each in x:
            x = (
                each
                .relu()
            )
        first, second = x
        return -first
"""
RIGHT = EXAMPLES / "right_functional.py"


@pytest.fixture(scope="module")
def source() -> Source:
    return read(Path(RIGHT))


def with_line(line: Line) -> Captured:
    nodes = tuple(msgspec.structs.replace(node, at=line) for node in CLASSIFIER.nodes)
    return Captured(msgspec.structs.replace(CLASSIFIER, nodes=nodes), "Net()")


def test_lines_that_are_there_stay(source: Source) -> None:
    computing = next(n for n, line in enumerate(source.units[0].original.splitlines(), 1) if "F.relu" in line)
    honest = with_line(Line(0, computing))
    assert without_forged_lines(honest, source) is honest
    broken = Broken("make", "exception", lines=(Line(0, 1),))
    assert without_forged_lines(broken, source) is broken


@pytest.mark.parametrize("line", FORGED)
def test_lines_that_are_not_there_go(line: Line, source: Source) -> None:
    kept = without_forged_lines(with_line(line), source)
    assert isinstance(kept, Captured)
    assert {node.at for node in kept.graph.nodes} == {None}
    broken = without_forged_lines(Broken("make", "exception", lines=(Line(0, 1), line)), source)
    assert isinstance(broken, Broken)
    assert broken.lines == (Line(0, 1),)


@pytest.mark.parametrize("line", range(1, 14))
def test_lines_stay_only_where_something_is_computed(line: int, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(COMPUTING)
    kept = without_forged_lines(with_line(Line(0, line)), read(path))
    assert isinstance(kept, Captured)
    computes = line == 4 or line in range(7, 14)
    assert {node.at for node in kept.graph.nodes} == {Line(0, line) if computes else None}


def test_forged_lines_are_told_to_a_person_and_cost_nothing(
    source: Source, assignment1: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=("standin",), device="cpu", training=False)
    honest = grading.grade(source, assignment1, settings, shared(), silent)

    def forging(*args: object) -> tuple[Outcome, ...]:
        found = capture(*args)  # type: ignore[arg-type]
        return tuple(_moved(each) for each in found)

    monkeypatch.setattr(grading, "capture", forging)
    forged = grading.grade(source, assignment1, settings, shared(), silent)
    assert forged_lines.NOTICE in forged.notices
    assert forged.doubts == (forged_lines.NOTICE,)
    assert forged_lines.NOTICE not in honest.notices
    assert (forged.earned, forged.points) == (honest.earned, honest.points)


def _moved(outcome: Outcome) -> Outcome:
    assert isinstance(outcome, Captured)
    nodes = tuple(msgspec.structs.replace(node, at=Line(0, 99_999)) for node in outcome.graph.nodes)
    return Captured(msgspec.structs.replace(outcome.graph, nodes=nodes), outcome.made_by)


def test_remark_on_a_return_of_plain_names_is_honest(tmp_path: Path) -> None:
    (tmp_path / "l.py").write_text(
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(8, 2)\n    def forward(self, x):\n        y = self.fc(x)\n"
        "        return y, x\n"
    )
    source = read(tmp_path / "l.py")
    job = Job(source.candidates[0].statements, "Net", "class", (), (8,), {}, ((2,),))
    (outcome,) = capture(source, (job,), shared())
    assert isinstance(outcome, Captured)
    assert outcome.graph.remarks[0].at == Line(0, 8)
    assert without_forged_lines(outcome, source) is outcome
