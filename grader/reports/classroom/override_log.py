"""The log of points by hand: a line for every change, with who, when, from, to and why."""

from collections.abc import Iterable
from typing import Final

from grader.base.text import Language, Text
from grader.records.submissions import Entry, OverrideStep
from grader.reports.classroom.grades_csv import harmless, table

NAME: Final = "overrides.csv"
_HEADER: Final = (
    Text(ko="시각", en="time"),
    Text(ko="조교", en="by"),
    Text(ko="학생", en="student"),
    Text(ko="이름", en="name"),
    Text(ko="항목", en="check"),
    Text(ko="이전 점수", en="from"),
    Text(ko="점수", en="to"),
    Text(ko="이유", en="why"),
)
UNDONE: Final = Text(ko="되돌림", en="undone")
"""Stands in place of the points where a change was taken back."""


def render(entries: Iterable[Entry], lang: Language) -> str:
    """Return a table with a row for every change that a person made, the oldest first."""
    steps = [(entry, step) for entry in entries for step in entry.trail]
    rows = (_row(entry, step, lang) for entry, step in sorted(steps, key=lambda pair: pair[1].at))
    return table([title.get(lang) for title in _HEADER], rows)


def _row(entry: Entry, step: OverrideStep, lang: Language) -> list[str]:
    return [
        step.at.isoformat(timespec="seconds"),
        harmless(step.by),
        harmless(entry.handed.student),
        harmless(entry.handed.name),
        f"{step.part}.{step.check}".lstrip("."),
        "" if step.was is None else f"{step.was:g}",
        UNDONE.get(lang) if step.points is None else f"{step.points:g}",
        harmless(step.why),
    ]
