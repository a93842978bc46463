"""How the assignment's rules change a report: hidden checks and lateness, in every format."""

import json
from datetime import datetime, timedelta

import msgspec
import pytest

from grader.base.text import LANGUAGES, Language
from grader.base.times import moment
from grader.records.deadline import Deadline
from grader.records.report import Report
from grader.records.totals import handed_in
from grader.reports.formats import FORMATS, render
from grader.reports.hidden_checks import for_staff, for_student, without_hidden

from .drawing import draw
from .formats.test_formats import readable
from .samples import full_marks, ruled

DUE = moment("2026-12-01 23:59")
BEFORE, AFTER = DUE - timedelta(seconds=1), DUE


def in_time() -> Report:
    """The sample, handed in before the due date."""
    return msgspec.structs.replace(ruled(), late=msgspec.UNSET, earned=ruled().raw)


TOLD = ("logits", "softmax", "accuracy", "Accuracy", "정확도", "48.4", "48.39", "raw logits")
"""What only the hidden checks, and the training that they ask for, can say."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"gradescope"}))
def test_for_student_shows_nothing_of_a_hidden_check_before_it_is_due(name: str, lang: Language) -> None:
    assert (
        any(word in readable(name, render(name, in_time(), lang)) for word in TOLD) or "annotations" in name
    )
    seen = readable(name, render(name, for_student(in_time(), BEFORE), lang))
    assert not [word for word in TOLD if word in seen]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal_says_how_much_is_not_shown(lang: Language) -> None:
    seen = draw(for_student(in_time(), BEFORE), lang)
    assert not [word for word in TOLD if word in seen]
    assert "46.42 / 46.42" in seen
    assert "53.57" in seen
    assert "2026-12-01 23:59 (UTC+09:00)" in seen
    assert {"en": "Full marks in all that is shown so far.", "ko": "지금 공개된 항목은 모두 만점입니다."}[
        lang
    ] in seen


def test_for_student_divides_all_points_into_shown_and_hidden() -> None:
    whole, seen = in_time(), for_student(in_time(), BEFORE)
    assert isinstance(seen.hidden, float)
    assert seen.points + seen.hidden == pytest.approx(whole.points, abs=1e-6)
    assert [part.worth for part in seen.parts] == pytest.approx([25, 75 * 10 / 35])


@pytest.mark.parametrize("now", [AFTER, AFTER + timedelta(days=99)])
def test_for_student_shows_a_hidden_check_after_the_due_date(now: datetime) -> None:
    seen = for_student(in_time(), now)
    assert seen.earned == in_time().earned
    assert [result.id for part in seen.parts for result in part.results] == [
        "made", "runs", "logits", "accuracy"
    ]  # fmt: skip
    assert "hidden" not in render("json", seen, "en")


def test_for_student_never_shows_a_hidden_check_without_a_due_date() -> None:
    never = msgspec.structs.replace(in_time(), deadline=Deadline())
    assert for_student(never, AFTER).hidden == without_hidden(never).hidden


def test_for_staff_shows_all_and_marks_what_is_hidden() -> None:
    text = draw(for_staff(in_time()), "en")
    assert "not a softmax [hidden until due]" in text
    assert text.count("[hidden until due]") == 2


def test_for_student_and_for_staff_agree_without_hidden_checks() -> None:
    assert for_student(full_marks(), BEFORE) == full_marks()
    assert for_staff(full_marks()) == full_marks()


def test_gradescope_is_told_what_to_hide_and_says_nothing_of_it_before() -> None:
    content = json.loads(render("gradescope", in_time(), "en"))
    shown = [test["visibility"] for test in content["tests"]]
    assert shown == ["visible", "visible", "after_due_date", "after_due_date"]
    assert content["score"] == in_time().earned
    assert content["output"].startswith("Total: 46.42 / 46.42\n")


SAYING = sorted(set(FORMATS) - {"json"})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAYING)
def test_formats_give_the_deduction_a_line_of_its_own(name: str, lang: Language) -> None:
    text = readable(name, render(name, ruled(), lang)).replace("&#45;", "-").replace("&#32;", " ")
    assert {"en": "Late: -20 points", "ko": "지각 감점 -20점"}[lang] in text.replace("&#58;", ":")
    assert {"ko": "2일 지각", "en": "2 days late"}[lang] in text


def test_json_has_the_parts_of_the_deduction() -> None:
    late = json.loads(render("json", ruled(), "en"))["late"]
    assert (late["days"], late["share"], late["deducted"]) == (2, 0.2, 20.0)
    assert datetime.fromisoformat(late["due"]) == DUE


@pytest.mark.parametrize(
    ("marked", "said"),
    [(True, "marked as late, but not by how much"), (False, "not known when this was handed in")],
)
def test_terminal_says_that_lateness_is_not_known(marked: bool, said: str) -> None:
    text = " ".join(draw(handed_in(in_time(), None, marked=marked)).split())
    assert said in text
    assert "nothing was deducted" in text
