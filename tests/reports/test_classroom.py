import msgspec

from grader.records.report import Report
from grader.records.roll import Entry, Handed, State
from grader.reports.classroom import classroom

from .samples import CURVE, blocked, full_marks, many_failures, withheld


def entries(*found: Report | State) -> list[Entry]:
    return [
        Entry(
            handed=Handed(student=str(number), files=()),
            state="graded" if isinstance(each, Report) else each,
            report=each if isinstance(each, Report) else None,
        )
        for number, each in enumerate(found)
    ]


def scoring(points: float) -> Report:
    return msgspec.structs.replace(full_marks(), earned=points)


def test_every_score_is_in_one_bin_and_full_marks_in_the_last() -> None:
    found = classroom(entries(*map(scoring, (0, 9.99, 10, 55, 99, 100))))
    assert found.histogram == (2, 1, 0, 0, 0, 1, 0, 0, 0, 2)
    assert found.scores == (0, 0.0999, 0.1, 0.55, 0.99, 1)


def test_who_has_no_score_is_in_no_bin_and_is_listed() -> None:
    found = classroom(entries(withheld(), "fault", "nothing", "missing", "waiting", full_marks()))
    assert found.scores == (1.0,)
    assert [each.handed.student for each in found.to_look_at] == ["0", "1"]
    assert [each.handed.student for each in found.nothing] == ["2"]
    assert [each.handed.student for each in found.missing] == ["3"]
    assert found.waiting == 1


def test_an_empty_class() -> None:
    found = classroom([])
    assert (found.scores, sum(found.histogram), found.hardest) == ((), 0, ())


def test_the_hardest_checks_come_first_and_those_that_all_pass_not_at_all() -> None:
    found = classroom(entries(full_marks(), full_marks(), many_failures(), blocked()))
    hard = {each.title.en: (each.passed, each.asked) for each in found.hardest}
    assert hard["The model is found and runs"] == (3, 4)
    assert hard["It returns raw logits, not a softmax"] == (2, 3)  # it says nothing of who was blocked
    assert "Every parameter gets a gradient" not in hard
    shares = [each.passed / each.asked for each in found.hardest]
    assert shares == sorted(shares)


def test_an_error_of_the_graders_makes_no_check_hard() -> None:
    assert classroom(entries(withheld())).hardest == ()


def test_trainings_done_and_saved_are_counted() -> None:
    [part] = full_marks().parts
    again = msgspec.structs.replace(part, training=msgspec.structs.replace(CURVE, reused=True))
    found = classroom(entries(full_marks(), msgspec.structs.replace(full_marks(), parts=(again,)), "missing"))
    assert (found.trainings, found.saved) == (1, 1)
