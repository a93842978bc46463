"""How numbers and places are written for people; every report writes them alike."""

import math
from typing import Final

from grader.records.report import Report
from grader.records.source import Position
from grader.records.text import Language, Text

A_PERSON_MUST_LOOK: Final = Text(
    ko="채점기 쪽의 문제로 채점하지 못했습니다. 학생의 잘못이 아니며, 담당자가 직접 확인해야 합니다.",
    en="The grader itself failed here. This is not your fault; a person must look at it.",
)
PROVISIONAL: Final = Text(
    ko="임시 점수: 실제 데이터가 아닌 대체 데이터로 측정했습니다.",
    en="provisional: measured on stand-in data",
)


def full_marks(report: Report) -> bool:
    """Tell whether every point was earned; partial credit adds up with rounding errors."""
    return report.earned is not None and math.isclose(report.earned, report.points, abs_tol=1e-6)


def points(value: float) -> str:
    """Write points with at most two decimals, rounded down: 99.999 of 100 is not shown as full marks."""
    hundredths = math.floor(value * 100 + 1e-6)
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def share(earned: float | None, total: float) -> str:
    """Write `83.5 / 100`; points that are withheld are a question mark."""
    return f"{'?' if earned is None else points(earned)} / {points(total)}"


def count(number: int) -> str:
    """Write a whole number with its thousands apart: `62,006`."""
    return f"{number:,}"


def place(position: Position, lang: Language, *, name_file: bool = False) -> str:
    """Write a line of the student's and where it stands: `cell 5, line 7: self.conv1 = ...`."""
    where = position.spot.get(lang)
    where = f"{position.file}, {where}" if name_file else where
    code = position.text.strip()
    return f"{where}: {code}" if code else where
