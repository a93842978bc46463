import json

import msgspec

from grader.reports.classroom.class_json import ClassOutcome, render
from tests.reports.classes import UNMATCHED, hostile_class, small_class
from tests.reports.samples import HOSTILE


def test_class_json_tells_what_came_of_everyone() -> None:
    found = msgspec.json.decode(render("assignment1", small_class(), UNMATCHED), type=ClassOutcome)
    states = {each.student[-2:]: (each.state, each.score) for each in found.students}
    assert states["01"] == ("graded", 100)
    assert states["06"][0] == states["07"][0] == "fault"
    assert (states["06"][1], states["08"], states["09"]) == (None, ("nothing", None), ("missing", None))
    assert [each.by_hand for each in found.students if each.by_hand] == [("lenet.logits",)]
    assert found.students[0].checks["lenet.kernel"] == 20
    assert [each.path for each in found.unmatched] == ["notes.txt"]


def test_class_json_keeps_a_students_words_as_data() -> None:
    found = json.loads(render("assignment1", hostile_class(HOSTILE), ()))
    assert found["students"][0]["name"] == HOSTILE
