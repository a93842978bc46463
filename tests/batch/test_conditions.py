import pytest

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.batch.conditions import parse
from grader.records.submissions import Entry, Handed, State
from tests.reports.samples import full_marks, many_failures, withheld


def entry(state: State = "graded", **more: object) -> Entry:
    return Entry(**{"handed": Handed(student="kim", files=()), "state": state, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["kernel=partial", "lenet.kernel=partial", " kernel=partial "])
def test_condition_holds_where_a_check_has_a_status(text: str) -> None:
    assert parse(text).holds(entry(report=many_failures()))
    assert not parse(text).holds(entry(report=full_marks()))
    assert not parse(text).holds(entry("missing"))


def test_condition_holds_where_a_message_says_so_in_any_language() -> None:
    failed = entry("nothing", message=Text(ko="모델이 없습니다.", en="There is no model."))
    assert parse("message~NO MODEL").holds(failed)
    assert parse("message~모델이 없").holds(failed)
    assert not parse("message~CUDA").holds(failed)


def test_condition_holds_where_a_student_has_a_state() -> None:
    assert parse("state=fault").holds(entry(report=withheld()))
    assert parse("state=missing").holds(entry("missing"))
    assert not parse("state=fault").holds(entry("missing"))


@pytest.mark.parametrize(
    "text", ["", "kernel", "kernel=bad", "state=failed", "kernel~x", "message=x", "=failed"]
)
def test_parse_refuses_what_is_no_condition(text: str) -> None:
    with pytest.raises(NothingToGrade) as caught:
        parse(text)
    assert caught.value.hint is not None
    assert "CHECK=STATUS" in caught.value.hint.en
