"""The little that records do themselves."""

import pytest

from grader.base.text import Text, same
from grader.records.graph import (
    Batch,
    Dtype,
    Input,
    Node,
    Reference,
    Value,
    Weight,
    map_references,
    references,
)
from grader.records.report import PartReport, Result, Status
from grader.records.source import File, Line, Position, Source, Unit

SOURCE = Source(
    (File("f.ipynb", ""),),
    (Unit("f.ipynb", 1, "pass", "!pip x\n"), Unit("f.ipynb", 3, "", "a\n  b = 1  ")),
    (),
)
NODE = Node("cat.default", ((Value(0), Input(), 3), Weight(2), Batch(1), Dtype("int64"), None), ())


@pytest.mark.parametrize(
    ("line", "position"),
    [
        (Line(0, 1), Position(file="f.ipynb", cell=1, line=1, text="!pip x")),
        (Line(1, 2), Position(file="f.ipynb", cell=3, line=2, text="b = 1")),
        (Line(1, 3), Position(file="f.ipynb", cell=3, line=3, text="")),
        (Line(1, 0), Position(file="f.ipynb", cell=3, line=0, text="")),
        (Line(2, 1), Position(file="f.ipynb", cell=None, line=1, text="")),
        (Line(-1, 1), Position(file="f.ipynb", cell=None, line=1, text="")),
    ],
)
def test_source_position_shows_the_students_line_or_nothing(line: Line, position: Position) -> None:
    assert SOURCE.position(line) == position


def test_text_answers_in_either_language() -> None:
    text = Text(ko="층", en="layer")
    assert (text.get("ko"), text.get("en")) == ("층", "layer")
    assert same("400x120").get("ko") == same("400x120").get("en")


def test_batch_is_a_number_once_its_size_is_known() -> None:
    assert Batch(2, -1).at(5) == 9


def test_references_are_found_and_changed_wherever_they_stand() -> None:
    assert references(NODE) == [Value(0), Input(), Weight(2)]

    def change(reference: Reference) -> Reference:
        return Weight(9) if isinstance(reference, Value) else reference

    assert map_references(NODE, change).args == (
        (Weight(9), Input(), 3), Weight(2), Batch(1), Dtype("int64"), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("statuses", "earned"),
    [(["passed", "failed"], 3.0), (["passed", "error"], None), (["skipped", "blocked"], 0.0), ([], 0)],
)
def test_part_report_withholds_its_points_after_a_fault_of_the_graders(
    statuses: list[Status], earned: float | None
) -> None:
    results = tuple(
        Result(id=status, title=same("t"), status=status, points=3, earned=3.0 * (status == "passed"))
        for status in statuses
    )
    part = PartReport(id="p", title=same("t"), taken=None, results=results)
    assert part.earned == earned
    assert part.points == 3 * len(statuses)
