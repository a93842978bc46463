"""What is listed for a person to look at."""

from collections.abc import Sequence

import msgspec

from grader.base.text import Text, same
from grader.records.submissions import Entry, Override
from grader.reports.classroom.attention import LOOK, groups
from grader.reports.classroom.summary import classroom

from ..classes import entry
from ..samples import full_marks, withheld

DOUBT = same("This is assignment1: CNN, LeNet5.")
DOUBTFUL = msgspec.structs.replace(full_marks(), doubts=(DOUBT,))


def to_look_at(entries: Sequence[Entry]) -> dict[str, Text | None]:
    lines = [each for group in groups(classroom(entries), ()) if group.title == LOOK for each in group.lines]
    return {each.entry.handed.student: each.why for each in lines if each.entry}


def test_groups_list_who_may_have_meant_another_file_with_those_whose_score_is_withheld() -> None:
    found = to_look_at([entry("1", full_marks()), entry("2", DOUBTFUL), entry("3", withheld())])
    assert list(found) == ["3", "2"]
    assert found["2"] == DOUBT


def test_groups_say_once_what_the_grader_could_not_do_and_name_the_checks() -> None:
    why = same("The grader cannot compute lstm.")
    report = withheld()
    results = [result for part in report.parts for result in part.results if result.status == "error"]
    parts = tuple(
        msgspec.structs.replace(
            part,
            results=tuple(
                msgspec.structs.replace(each, message=why) if each.status == "error" else each
                for each in (*part.results, *part.results)
            ),
        )
        for part in report.parts
    )
    said = to_look_at([entry("1", msgspec.structs.replace(report, parts=parts))])["1"]
    assert said is not None
    assert said.en.count(why.en) == 1
    assert said.en.count(results[0].title.en) == 2


def test_groups_leave_out_doubts_that_points_by_hand_have_settled() -> None:
    given = Override(part="lenet", check="logits", points=7.5, why="it is the right file")
    assert to_look_at([entry("2", DOUBTFUL, overrides=[given])]) == {}
