"""Reads calibration.md back and checks that an assignment's thresholds follow from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from grader.base.text import Text
from grader.checks.assignment import Assignment, Part
from grader.records.assignment import Threshold

FILE: Final = "calibration.md"
UNTRAINED: Final = "untrained"

_HEADING = re.compile(r"#+ (.+)")
_DATA = re.compile(r"([\w-]+), [\d,]+ training and [\d,]+ test images")
_ROW = re.compile(r"\| ([^|]+?) \| (-?[\d.]+) \| (-?[\d.]+) \| (-?[\d.]+) \| (-?[\d.]+) \|")


@dataclass(frozen=True)
class MeasuredScores:
    """The scores of one model over many seeds."""

    model: str
    least: float
    most: float


@dataclass(frozen=True)
class Table:
    """The scores of several models on one data set, the right model's first."""

    part: str
    """The heading above the table."""
    data: str
    rows: tuple[MeasuredScores, ...]


@dataclass(frozen=True)
class Verdict:
    """What the measurements say about one threshold."""

    kind: Literal["held", "unmeasured", "refuted"]
    about: Text


def tables(text: str) -> Iterator[Table]:
    """Yield the tables in the text of a calibration.md."""
    heading, data, rows = "", "", list[MeasuredScores]()
    for line in [*text.splitlines(), "# end"]:
        if found := _HEADING.fullmatch(line):
            if rows:
                yield Table(heading, data, tuple(rows))
            heading, data, rows = found[1], "", []
        elif found := _DATA.match(line):
            data = found[1]
        elif data and (found := _ROW.match(line.strip())):
            rows.append(MeasuredScores(found[1], float(found[4]), float(found[5])))


def verdicts(assignment: Assignment) -> Iterator[Verdict]:
    """Yield a verdict on every threshold of the assignment, by its calibration.md."""
    file = assignment.here / FILE
    found = list(tables(file.read_text(encoding="utf-8"))) if file.is_file() else []
    trained = [part for part in assignment.parts if part.recipe]
    for part in trained:
        titles = (part.title.ko, part.title.en)
        own = [table for table in found if table.part in titles or len(trained) == 1]
        for data, threshold in part.thresholds.items():
            yield _verdict(part, data, threshold, [table for table in own if table.data == data])


def _verdict(part: Part, data: str, threshold: Threshold, found: list[Table]) -> Verdict:
    name = f"{part.id}, {data}"
    if not found:
        return Verdict(
            "unmeasured",
            Text(
                ko=f"{name}: {FILE}에 이 데이터로 잰 표가 없습니다 (잠정).",
                en=f"{name}: {FILE} has no table measured on this data (provisional).",
            ),
        )
    right, *others = found[-1].rows
    untrained = max((each.most for each in others if each.model == UNTRAINED), default=threshold.zero_below)
    said = _numbers(right, threshold)
    if right.least < threshold.full_from or untrained > threshold.zero_below:
        return Verdict(
            "refuted", Text(ko=f"{name}: 맞지 않습니다. {said.ko}", en=f"{name}: not so. {said.en}")
        )
    return Verdict("held", Text(ko=f"{name}: {said.ko}", en=f"{name}: {said.en}"))


def _numbers(right: MeasuredScores, threshold: Threshold) -> Text:
    """Return a sentence with the threshold next to what the right model reached."""
    return Text(
        ko=f"만점 {threshold.full_from:g}, 맞는 모델의 최저 {right.least:g}",
        en=f"full marks from {threshold.full_from:g}, the right model's least {right.least:g}",
    )
