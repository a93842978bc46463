import msgspec
import pytest

from grader.base.text import same
from grader.records.report import Report
from grader.records.submissions import Entry, Handed, Override, State
from grader.reports.classroom.summary import classroom

from ..samples import CURVE, SAMPLES, blocked, full_marks, many_failures, withheld


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


def test_classroom_puts_every_score_in_one_bin_full_marks_in_the_last() -> None:
    found = classroom(entries(*map(scoring, (0, 9.99, 10, 55, 99, 100))))
    assert found.histogram == (2, 1, 0, 0, 0, 1, 0, 0, 0, 2)
    assert found.scores == (0, 0.0999, 0.1, 0.55, 0.99, 1)


def test_classroom_lists_who_has_no_score_and_puts_them_in_no_bin() -> None:
    found = classroom(entries(withheld(), "fault", "nothing", "missing", "waiting", full_marks()))
    assert found.scores == (1.0,)
    assert [each.handed.student for each in found.to_look_at] == ["0", "1"]
    assert [each.handed.student for each in found.nothing] == ["2"]
    assert [each.handed.student for each in found.missing] == ["3"]
    assert found.waiting == 1


def test_classroom_may_be_empty() -> None:
    found = classroom([])
    assert (found.scores, sum(found.histogram), found.hardest) == ((), 0, ())


def test_classroom_ranks_hard_checks_without_those_that_all_pass() -> None:
    found = classroom(entries(full_marks(), full_marks(), many_failures(), blocked()))
    hard = {each.title.en: (each.passed, each.asked) for each in found.hardest}
    assert hard["The model is found and runs"] == (3, 4)
    assert hard["It returns raw logits, not a softmax"] == (2, 3)  # it says nothing of who was blocked
    assert "Every parameter gets a gradient" not in hard
    shares = [each.passed / each.asked for each in found.hardest]
    assert shares == sorted(shares)


def test_classroom_counts_no_error_of_the_graders_as_hard() -> None:
    assert classroom(entries(withheld())).hardest == ()


def test_classroom_counts_trainings_done_and_saved() -> None:
    [part] = full_marks().parts
    again = msgspec.structs.replace(part, training=msgspec.structs.replace(CURVE, reused=True))
    found = classroom(entries(full_marks(), msgspec.structs.replace(full_marks(), parts=(again,)), "missing"))
    assert (found.trainings, found.saved) == (1, 1)


def test_classroom_groups_mistakes_by_finding_with_their_cost() -> None:
    found = classroom(entries(many_failures(), full_marks(), many_failures(), blocked()))
    assert [(len(each.who), each.lost) for each in found.mistakes] == [
        (2, pytest.approx(109.866668)),  # the kernel, the activations, the accuracy and the softmax
        (1, 10.0),  # it does not run
    ]
    assert [title.en for title, _ in found.mistakes[0].also] == [
        "The activations are in the right places",
        "It returns raw logits, not a softmax",
        "Accuracy after brief training",
    ]
    assert [each.handed.student for each in found.mistakes[0].who] == ["0", "2"]


def test_classroom_takes_what_a_person_decided_for_nobodys_mistake() -> None:
    given = Override(part="lenet", check="logits", points=0, why="seen")
    [entry] = entries(many_failures())
    found = classroom([msgspec.structs.replace(entry, overrides=(given,))])
    [mistake] = found.mistakes
    titles = [mistake.check.en, *(title.en for title, _ in mistake.also)]
    assert "It returns raw logits, not a softmax" not in titles
    assert len(titles) == 3


def with_message(report: Report, message: str) -> Report:
    parts = tuple(
        msgspec.structs.replace(
            part,
            results=tuple(
                msgspec.structs.replace(each, message=same(message)) if each.status == "failed" else each
                for each in part.results
            ),
        )
        for part in report.parts
    )
    return msgspec.structs.replace(report, parts=parts)


def test_classroom_takes_findings_that_differ_only_in_numbers_for_one_kind() -> None:
    reports = [with_message(blocked(), f"Linear {n}x10 is not Linear 84x10.") for n in (80, 90, 90)]
    found = classroom(entries(*reports, with_message(blocked(), "There is none.")))
    assert [(len(each.who), each.finding.en) for each in found.mistakes] == [
        (3, "Linear 90x10 is not Linear 84x10."),
        (1, "There is none."),
    ]


def test_classroom_tallies_every_check_that_was_asked() -> None:
    found = classroom(entries(full_marks(), many_failures(), blocked(), withheld()))
    tallies = {each.title.en: (each.passed, each.partial, each.asked) for each in found.checks}
    assert tallies["The model is found and runs"] == (3, 0, 4)
    assert tallies["The first convolution is [5x5x3]x6, s1, p0"] == (1, 1, 2)
    assert tallies["Every parameter gets a gradient"] == (2, 0, 2)  # not withheld's error
    assert found.hardest == found.checks[: len(found.hardest)]


def test_classroom_tells_trainings_apart_by_their_part() -> None:
    found = classroom(entries(full_marks(), SAMPLES["unet"](), many_failures(), "missing"))
    by_part = {each.part.en: [entry.handed.student for entry, _ in each.curves] for each in found.trained}
    assert by_part == {"LeNet-5": ["0", "2"], "The U-Net": ["1"], "U-Net 2": ["1"]}
