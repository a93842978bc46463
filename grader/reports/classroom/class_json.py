"""A class as JSON, for programs: everyone's state, score and points, and the files that belong to nobody."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.base.text import Text
from grader.records.report import Report
from grader.records.submissions import Entry, State, UngradedFile, Unmatched
from grader.reports.classroom.attention import is_late, why_to_look


class StudentOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of what one student handed in."""

    student: str
    name: str
    state: State
    score: float | None
    """None if there is none, or if a person has yet to decide it."""
    max_score: float | None
    late: bool
    provisional: bool
    by_hand: tuple[str, ...]
    """The checks whose points a person gave."""
    why: Text | None
    """Why there is no report."""
    look: Text | None
    """Why a person must look at it; None if nobody must."""
    refused: tuple[UngradedFile, ...]
    checks: dict[str, float]
    """The points of every check, by part and check."""


class ClassOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of what a class handed in."""

    assignment: str
    students: tuple[StudentOutcome, ...]
    unmatched: tuple[Unmatched, ...]


def render(assignment: str, entries: Sequence[Entry], unmatched: Sequence[Unmatched]) -> str:
    """Return the class as JSON."""
    found = ClassOutcome(
        assignment=assignment,
        students=tuple(map(_student, entries)),
        unmatched=tuple(Unmatched(Path(each.path).name, each.why) for each in unmatched),
    )
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"


def _student(entry: Entry) -> StudentOutcome:
    report, handed = entry.report, entry.handed
    return StudentOutcome(
        student=handed.student,
        name=handed.name,
        state="fault" if entry.withheld else entry.state,
        score=report.earned if report else None,
        max_score=report.points if report else None,
        late=is_late(entry),
        provisional=report is not None and report.provisional,
        by_hand=tuple(f"{each.part}.{each.check}".lstrip(".") for each in entry.overrides),
        why=entry.message,
        look=why_to_look(entry) if entry.withheld or entry.doubtful else None,
        refused=tuple(UngradedFile(Path(each.path).name, each.why) for each in handed.refused),
        checks=_points(report),
    )


def _points(report: Report | None) -> dict[str, float]:
    parts = report.parts if report else ()
    return {f"{part.id}.{result.id}": result.earned for part in parts for result in part.results}
