"""What needs a person's attention in a class, in one group for each reason."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.base.text import Language, Text, same
from grader.records.deadline import Lateness
from grader.records.report import PartReport, Report
from grader.records.submissions import LATE, Entry, Override, Unmatched
from grader.reports import grading_policy, wording
from grader.reports.classroom.summary import Classroom

LOOK: Final = Text(ko="사람이 확인해야 할 제출물", en="A person must look at")
NOTHING: Final = Text(ko="채점할 것이 없는 제출물", en="Nothing to grade")
MISSING: Final = Text(ko="제출하지 않은 학생", en="Handed in nothing")
UNMATCHED: Final = Text(ko="누구의 것인지 알 수 없는 파일", en="Belong to nobody")
_WAITING: Final = Text(ko="아직 채점하지 않은 제출물", en="Not graded yet")
_LATE: Final = Text(ko="늦게 낸 학생", en="Handed in late")
_TIMELESS: Final = Text(ko="제출 시각을 알 수 없는 학생", en="Not known when they handed in")
_NOTHING_DEDUCTED: Final = Text(
    ko="지각 감점을 하지 않았습니다. grade override의 late로 정할 수 있습니다.",
    en="Nothing was deducted for lateness; grade override … late decides it.",
)
_OVERRIDDEN: Final = Text(ko="조교가 바꾼 점수", en="Points that a person changed")
UNFITTING: Final = Text(
    ko="과제가 바뀌어 맞지 않는 조교 점수", en="Points by hand that the assignment no longer allows"
)
_SETTLE: Final = Text(
    ko="의심스럽기만 한 제출물은 확인한 뒤 grade override … doubts로 정리합니다.",
    en="Where the grader only doubts, grade override … doubts says that you have looked.",
)
_PROVISIONAL: Final = Text(ko="잠정 점수", en="Provisional scores")
_UNTRAINED: Final = Text(ko="학습을 건너뛴 점수", en="Scores without the training")
UNTRAINED: Final = Text(
    ko="학습을 건너뛰어 그 점수가 빠져 있습니다.", en="The training was skipped, so its points are missing."
)


@dataclass(frozen=True)
class AttentionItem:
    """A student, or a file that belongs to nobody, and why it is listed."""

    entry: Entry | None = None
    file: str = ""
    why: Text | None = None


@dataclass(frozen=True)
class AttentionGroup:
    """Everything that needs attention for one reason."""

    kind: str
    """How urgent it is, as a class of the pages' style sheet."""
    title: Text
    lines: tuple[AttentionItem, ...]
    meaning: Text | None = None


def groups(found: Classroom, unmatched: Sequence[Unmatched]) -> Iterator[AttentionGroup]:
    """Yield the groups that are not empty, the most urgent first."""

    def those(holds: Callable[[Entry], bool]) -> list[Entry]:
        return [entry for entry in found.entries if holds(entry)]

    to_settle = _SETTLE if any(entry.doubtful for entry in found.entries) else None
    files = tuple(AttentionItem(file=Path(each.path).name, why=each.why) for each in unmatched)
    all_groups = (
        AttentionGroup("error", LOOK, _lines(found.to_look_at, why_to_look), to_settle),
        AttentionGroup("error", UNFITTING, _lines(those(_does_not_fit), _unfitting)),
        AttentionGroup("waiting", _WAITING, _lines(those(lambda entry: entry.state == "waiting"))),
        AttentionGroup("failed", NOTHING, _lines(found.nothing, lambda entry: entry.message)),
        AttentionGroup("failed", MISSING, _lines(found.missing)),
        AttentionGroup("partial", UNMATCHED, files),
        AttentionGroup("partial", _LATE, _lines(those(is_late), _lateness)),
        AttentionGroup("waiting", _TIMELESS, _lines(those(is_timeless)), _NOTHING_DEDUCTED),
        AttentionGroup("graded", _OVERRIDDEN, _lines(those(lambda entry: bool(entry.overrides)), _changes)),
        AttentionGroup("partial", _PROVISIONAL, _lines(those(is_provisional)), wording.PROVISIONAL),
        AttentionGroup("partial", _UNTRAINED, _lines(those(is_untrained)), UNTRAINED),
    )
    yield from (group for group in all_groups if group.lines)


def _lines(
    entries: Iterable[Entry], why: Callable[[Entry], Text | None] = lambda _: None
) -> tuple[AttentionItem, ...]:
    return tuple(AttentionItem(entry, why=why(entry)) for entry in entries)


def is_late(entry: Entry) -> bool:
    """Return whether a submission came after the due date, or the system that collected it says so."""
    late = entry.report.late if entry.report else None
    return late.late if isinstance(late, Lateness) and late.days is not None else entry.handed.late


def is_timeless(entry: Entry) -> bool:
    """Return whether lateness would cost points but it is not known whether the submission was late."""
    late = entry.report.late if entry.report else None
    return isinstance(late, Lateness) and late.days is None and late.given is None and not late.marked


def _lateness(entry: Entry) -> Text | None:
    return _joined(grading_policy.lateness(entry.report)) if entry.report else None


def _does_not_fit(entry: Entry) -> bool:
    return any(unfitting(entry))


def is_provisional(entry: Entry) -> bool:
    """Return whether points rest on stand-in data."""
    return entry.report is not None and entry.report.provisional


def is_untrained(entry: Entry) -> bool:
    """Return whether points are missing because the training was skipped."""
    parts = entry.report.parts if entry.report else ()
    return any(result.status == "skipped" for part in parts for result in part.results)


def why_to_look(entry: Entry) -> Text | None:
    """Return what the grader could not do, and what it doubts."""
    if entry.report is None:
        return entry.message
    doubts = (entry.report.doubts or ()) if entry.doubtful else ()
    return _joined([*_faults(entry.report), *doubts])


def _faults(report: Report) -> Iterator[Text]:
    """Yield each reason why points are withheld once, with the checks that it withholds."""
    checks: dict[Text | None, list[tuple[PartReport, Text]]] = {}
    for part in report.parts:
        for result in part.results:
            if result.status == "error":
                checks.setdefault(result.message, []).append((part, result.title))
    for why, withheld in checks.items():
        said = Text(ko=_by_part(withheld, "ko"), en=_by_part(withheld, "en"))
        yield Text(ko=f"{why.ko} ({said.ko})", en=f"{why.en} ({said.en})") if why else said


def _by_part(checks: Sequence[tuple[PartReport, Text]], lang: Language) -> str:
    titles: dict[str, list[str]] = {}
    for part, title in checks:
        titles.setdefault(part.title.get(lang), []).append(title.get(lang))
    return "; ".join(f"{part}: {'; '.join(those)}" for part, those in titles.items())


def changes(entry: Entry) -> Iterator[tuple[Text, Override]]:
    """Yield each override with the title of its check."""
    titles = {
        (part.id, result.id): result.title
        for part in (entry.report.parts if entry.report else ())
        for result in part.results
    }
    titles[LATE] = grading_policy.DEDUCTION
    for each in entry.overrides:
        yield titles.get((each.part, each.check), same(f"{each.part}.{each.check}")), each


def unfitting(entry: Entry) -> Iterator[Text]:
    """Yield the points by hand that the assignment no longer allows: it has changed since."""
    report = entry.report
    if report is None:
        return
    worth = {(part.id, result.id): result.points for part in report.parts for result in part.results}
    worth[LATE] = report.points
    for each in entry.overrides:
        name, given = f"{each.part}.{each.check}", wording.points(each.points)
        points = worth.get((each.part, each.check))
        if points is None:
            yield Text(
                ko=f"{name}: 조교가 {given}점을 주었으나 이 항목은 이제 없습니다.",
                en=f"{name}: a person gave {given} points, but the assignment no longer has this check.",
            )
        elif each.points > points:
            yield Text(
                ko=f"{name}: 조교가 {given}점을 주었으나 이제 최대 {points:g}점이어서 그만큼만 셉니다.",
                en=f"{name}: a person gave {given} points, but the maximum is {points:g} now, and counts.",
            )


def _unfitting(entry: Entry) -> Text | None:
    return _joined(unfitting(entry))


def _changes(entry: Entry) -> Text | None:
    return _joined(
        Text(
            ko=f"{title.ko}: {wording.points(each.points)}점 ({_signed(each)})",
            en=f"{title.en}: {wording.points(each.points)} points ({_signed(each)})",
        )
        for title, each in changes(entry)
    )


def _signed(given: Override) -> str:
    """Return why points were given, by whom and when."""
    when = f"{given.at:%Y-%m-%d %H:%M}" if given.at else ""
    return ", ".join(filter(None, (given.why, given.by, when)))


def _joined(lines: Iterable[Text]) -> Text | None:
    all_lines = list(lines)
    if not all_lines:
        return None
    return Text(ko="\n".join(each.ko for each in all_lines), en="\n".join(each.en for each in all_lines))
