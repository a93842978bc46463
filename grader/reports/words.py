"""How numbers and places are written for people; every report writes them alike."""

import math
from typing import Final

from grader.records.report import Report, Status
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
FULL_MARKS: Final = Text(ko="만점입니다. 수고하셨습니다!", en="Full marks. Well done!")
WITHHELD: Final = Text(
    ko="점수를 아직 확정하지 않았습니다. 채점기 쪽의 문제이며 학생의 잘못이 아닙니다."
    " 담당자가 직접 확인해야 합니다.",
    en="The score is withheld: the grader itself failed. This is not your fault; a person must look at it.",
)


OFFICIAL: Final = Text(ko="공식 채점 결과", en="Official grading")
SELF_CHECK: Final = Text(ko="자가 점검 결과 · 성적에 반영되지 않음", en="Self-check · does not count")
EXPECTED: Final = Text(ko="기대", en="expected")
FOUND: Final = Text(ko="결과", en="found")
WHERE: Final = Text(ko="위치", en="where")
HINT: Final = Text(ko="도움말", en="hint")
STATUSES: Final[dict[Status, Text]] = {
    "passed": Text(ko="통과", en="passed"),
    "partial": Text(ko="부분 점수", en="partly right"),
    "failed": Text(ko="미통과", en="not passed"),
    "blocked": Text(ko="대기", en="waiting"),
    "error": Text(ko="담당자 확인 필요", en="a person must look"),
    "skipped": Text(ko="건너뜀", en="skipped"),
}
SIGNS: Final[dict[Status, str]] = {
    "passed": "✓",
    "partial": "~",
    "failed": "✗",
    "blocked": "–",
    "error": "!",
    "skipped": "–",
}


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
    where = spot(position, lang)
    where = f"{position.file}, {where}" if name_file else where
    code = position.text.strip()
    return f"{where}: {code}" if code else where


def spot(position: Position, lang: Language) -> str:
    """Write where a line stands: `cell 5, line 7`, or `line 7` in a script."""
    if lang == "ko":
        line = f"{position.line}번째 줄"
        return line if position.cell is None else f"{position.cell}번째 코드 셀, {line}"
    line = f"line {position.line}"
    return line if position.cell is None else f"cell {position.cell}, {line}"
