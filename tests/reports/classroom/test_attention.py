"""What is listed for a person to look at."""

import msgspec

from grader.base.text import same
from grader.reports.classroom.attention import groups
from grader.reports.classroom.summary import classroom

from ..classes import entry
from ..samples import full_marks

DOUBT = same("This is assignment1: CNN, LeNet5.")


def test_groups_list_who_may_have_meant_another_assignment() -> None:
    doubtful = msgspec.structs.replace(full_marks(), doubts=(DOUBT,))
    found = groups(classroom([entry("1", full_marks()), entry("2", doubtful)]), ())
    (group,) = (each for each in found if each.title.en == "Not clear what was to be graded")
    (line,) = group.lines
    assert (line.entry and line.entry.handed.student, line.why) == ("2", DOUBT)
