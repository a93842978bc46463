"""The wording that all reports share: labels, numbers and places."""

import math
from typing import Final

import msgspec
from rich.cells import cell_len

from grader.base.text import Language, Text, same
from grader.records.measure import NAMES, written
from grader.records.report import Curve, PartReport, Report, Result, Status
from grader.records.source import Position
from grader.reports.sanitize import visible

A_PERSON_MUST_LOOK: Final = Text(
    ko="채점기가 여기서는 판정하지 못했습니다. 학생의 잘못이 아니며, 조교가 직접 확인해야 합니다.",
    en="The grader could not judge this. It is not your fault; a person must look at it.",
)
PROVISIONAL: Final = Text(
    ko="잠정 점수: 실제 데이터가 아닌 대체 데이터로 측정했습니다.",
    en="provisional: measured on stand-in data",
)
_FULL_MARKS: Final = Text(ko="만점입니다. 수고하셨습니다!", en="Full marks. Well done!")
_ALL_SHOWN: Final = Text(
    ko="지금 공개된 항목은 모두 만점입니다.", en="Full marks in all that is shown so far."
)
WITHHELD: Final = Text(
    ko="점수를 아직 확정하지 않았습니다. 채점기가 모두 판정하지는 못했으며, 학생의 잘못이 아닙니다."
    " 조교가 직접 확인해야 합니다.",
    en="The score is withheld: the grader could not judge all of it. This is not your fault; a person must"
    " look at it.",
)
AWAITED: Final = Text(
    ko="사람이 채점하는 항목이 남아 있어 총점을 아직 확정하지 않았습니다.",
    en="The total waits for what a person grades.",
)


def withheld(report: Report) -> Text:
    """Return why the score of a report is withheld: the grader failed, or a person has not graded yet."""
    errors = [each for part in report.parts for each in part.results if each.status == "error"]
    return AWAITED if errors and all(each.awaited is True for each in errors) else WITHHELD


def must_look(result: Result) -> Text | None:
    """Return what is said of a check that a person must look at, because the grader failed; else None."""
    return A_PERSON_MUST_LOOK if result.status == "error" and result.awaited is not True else None


TOTAL: Final = Text(ko="총점", en="Total")
EXPECTED: Final = Text(ko="기대", en="expected")
FOUND: Final = Text(ko="결과", en="found")
WHERE: Final = Text(ko="위치", en="where")
HINT: Final = Text(ko="도움말", en="hint")
OFFICIAL: Final = Text(ko="공식 채점 결과", en="Official grading")
SELF_CHECK: Final = Text(ko="자가 점검 결과 · 성적에 반영되지 않음", en="Self-check · does not count")
STATUSES: Final[dict[Status, Text]] = {
    "passed": Text(ko="통과", en="passed"),
    "partial": Text(ko="부분 점수", en="partly right"),
    "failed": Text(ko="미통과", en="not passed"),
    "blocked": Text(ko="대기", en="waiting"),
    "error": Text(ko="조교 확인 필요", en="a person must look"),
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
DIFFERENCES: Final = {
    "changed": Text(ko="다른 층", en="different"),
    "missing": Text(ko="빠진 층", en="missing"),
    "extra": Text(ko="없어야 할 층", en="not expected"),
    "follows": Text(ko="앞 층 때문에 다른 층", en="follows from above"),
}
"""How two layers side by side can differ."""
MOST_PLACES = 3
"""Maximum number of the student's lines shown for one check; the rest are counted."""
_SKIPPED: Final = Text(ko="요청에 따라 건너뛴 항목:", en="Skipped, as asked:")


def waits(result: Result, part: PartReport) -> Text | None:
    """Return why a check has no result yet; None if it has one."""
    if result.status == "skipped":
        return _SKIPPED
    if result.status != "blocked" or result.blocked_by is None:
        return None
    titles = {other.id: other.title for other in part.results}
    blocker = titles.get(result.blocked_by, same(result.blocked_by))
    return Text(
        ko=f"'{blocker.ko}' 항목을 통과해야 채점하는 항목:",
        en=f"To be checked once '{blocker.en}' has passed:",
    )


def and_more(number: int) -> Text | None:
    """Return a note that there are `number` more places; None if there are no more."""
    return Text(ko=f"그 밖에 {number}곳", en=f"and {number} more") if number > 0 else None


def full_marks(report: Report) -> bool:
    """Return whether every point was earned, allowing for rounding errors in the sum of partial credit."""
    return report.earned is not None and math.isclose(report.earned, report.points, abs_tol=1e-6)


def praise(report: Report) -> Text:
    """Return the praise for earning every point that the report shows."""
    return _ALL_SHOWN if report.hidden else _FULL_MARKS


def points(value: float) -> str:
    """Format points with at most two decimals, rounded down: 99.999 of 100 is not shown as full marks."""
    hundredths = math.floor(value * 100 + 1e-6)
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def signed(change: float) -> str:
    """Format points gained or lost: `+6.93`, `-2`, `±0`."""
    size = points(abs(change))
    return "±0" if size == "0" else f"{'+' if change > 0 else '-'}{size}"


def share(earned: float | None, total: float) -> str:
    """Format a share as `83.5 / 100`; withheld points are a question mark."""
    return f"{'?' if earned is None else points(earned)} / {points(total)}"


def count(number: int) -> str:
    """Format a whole number with thousands separators: `62,006`."""
    return f"{number:,}"


def caption(curve: Curve) -> Text:
    """Return what a model was trained on, and how."""
    train, test = count(curve.train_images), count(curve.test_images)
    ko, en = (", 앞서 한 학습", ", trained before") if curve.reused else ("", "")
    if not curve.samples and curve.before is not None:  # rows, which are no images
        return Text(
            ko=f"{curve.data_title.ko}: 예시 {train}개로 학습, {test}개로 {NAMES[curve.measure].ko} 측정"
            f" ({curve.device}, {curve.seconds:.1f}초{ko})",
            en=f"{curve.data_title.en}: trained on {train} examples, {NAMES[curve.measure].en} on {test}"
            f" others ({curve.device}, {curve.seconds:.1f} s{en})",
        )
    return Text(
        ko=f"{curve.data_title.ko}: 이미지 {train}장으로 학습, {test}장으로 {NAMES[curve.measure].ko} 측정"
        f" ({curve.device}, {curve.seconds:.1f}초{ko})",
        en=f"{curve.data_title.en}: trained on {train} images, {NAMES[curve.measure].en} on {test} others"
        f" ({curve.device}, {curve.seconds:.1f} s{en})",
    )


def repeats(curve: Curve) -> Text | None:
    """Return why a model was trained several times, and which score counts; None if it was trained once."""
    if curve.repeats is None:
        return None
    runs = curve.repeats.runs
    scores = ", ".join("–" if run.score is None else written(curve.measure, run.score) for run in runs)
    ko, en = _WHY_AGAIN[curve.repeats.why].ko, _WHY_AGAIN[curve.repeats.why].en
    counted = sum(run.counts for run in runs)
    which = _COUNTED["all" if counted == len(runs) else "some" if counted else "none"]
    score = written(curve.measure, curve.score)
    return Text(
        ko=f"{ko} 모두 {len(runs)}번 학습했습니다: {scores}. {which.ko.format(counted=counted, score=score)}",
        en=f"Trained {len(runs)} times, since the first {en}: {scores}."
        f" {which.en.format(counted=counted, score=score)}",
    )


_WHY_AGAIN: Final = {
    "line": Text(ko="첫 학습의 점수가 기준에 가까워서", en="came out near the line"),
    "chance": Text(ko="첫 학습에서 아무것도 배우지 못해서", en="learnt nothing"),
}
_COUNTED: Final = {
    "all": Text(ko="평균으로 채점합니다: {score}.", en="The mean counts: {score}."),
    "some": Text(
        ko="학습이 된 {counted}번의 평균으로 채점합니다: {score}.",
        en="The mean of those that learnt counts: {score}.",
    ),
    "none": Text(
        ko="한 번도 학습되지 않아 첫 점수로 채점합니다: {score}.",
        en="None learnt, so the first counts: {score}.",
    ),
}


def place(position: Position, lang: Language, *, name_file: bool = False) -> str:
    """Format a line of the student's code with its place: `cell 5, line 7: self.conv1 = ...`."""
    where = position.spot.get(lang)
    where = f"{position.file}, {where}" if name_file else where
    code = position.text.strip()
    return f"{where}: {code}" if code else where


def pointed(position: Position) -> tuple[str, str, str] | None:
    """Return a line before, at and after the character that is meant; None if the whole line is."""
    if isinstance(position.column, msgspec.UnsetType):
        return None
    text, column = position.text, position.column
    return text[:column], text[column : column + 1], text[column + 1 :]


def caret(position: Position, said: str) -> str:
    """Return what stands under `said`, which ends with a line, to point at a character of the line."""
    parts = pointed(position)
    if parts is None:
        return ""
    before = visible(said.removesuffix(position.text) + parts[0])
    return "\n" + " " * cell_len(before) + "^"
