"""The mistakes of a report: what each repair clears, by number, and the next step."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from grader.base.text import Language, Text
from grader.records.points import added
from grader.records.repair import ChangedLines, MendedLayer, Repair
from grader.records.report import PartReport, Report, Result, ShownLayer
from grader.records.source import Position
from grader.reports.wording import place, points

MISTAKES: Final = Text(ko="고칠 곳", en="What to change")
NEXT: Final = Text(ko="다음 단계", en="Next step")
MOST_NAMED: Final = 4
"""Checks that are named with a repair; of more, only the number is told."""
HERE: Final = Text(ko="이 줄을 다시 살펴보십시오.", en="Look at this line again.")
IN_ORDER: Final = Text(
    ko="채점기가 순서대로 고쳐 보고 다시 채점한 결과입니다.",
    en="Each was tried: made in this order and graded again.",
)


def repairs(report: Report) -> tuple[Repair, ...]:
    """Return the repairs of a report; none if none were looked for."""
    return report.repairs if isinstance(report.repairs, tuple) else ()


def numbers(found: Sequence[Repair], part: PartReport, result: Result) -> tuple[int, ...]:
    """Return the numbers of the repairs that give a check points, from 1."""
    return tuple(
        number
        for number, repair in enumerate(found, start=1)
        if any((each.part, each.check) == (part.id, result.id) for each in repair.clears)
    )


def of_rows(found: Sequence[Repair], part: PartReport) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of the repairs that put each row of a part's layer table right, from 1."""
    place = 0
    for row in part.layers:
        own = _of_line(found, row.layer) if row.kind in ("changed", "extra") else ()
        if row.expected is not None:
            layer = MendedLayer(part.id, place)
            mends = tuple(n for n, repair in enumerate(found, start=1) if layer in repair.mends)
            own, place = mends or own, place + 1
        yield own


def _of_line(found: Sequence[Repair], layer: ShownLayer | None) -> tuple[int, ...]:
    """Return the numbers of the repairs that change the line that makes or uses a layer."""
    at = layer.at if layer is not None else None
    if at is None:
        return ()
    own = (at.file, at.cell, at.text.strip())
    return tuple(
        number
        for number, repair in enumerate(found, start=1)
        if own in {(each.file, each.cell, each.text.strip()) for each in repair.at}
    )


def is_cleared(found: Sequence[Repair], part: PartReport, result: Result) -> bool:
    """Return whether a check has all its points after the repairs, so that they say all there is to say.

    Of a check that others wait for, the error is worth reading as well.
    """
    if any(other.blocked_by == result.id for other in part.results):
        return False
    earned = [
        each.earned
        for repair in found
        for each in repair.clears
        if (each.part, each.check) == (part.id, result.id)
    ]
    return bool(earned) and earned[-1] >= result.points


def leads(found: Sequence[Repair], part: PartReport, result: Result) -> bool:
    """Return whether a check is the one that a repair gives most, and so says best what is wrong."""
    earned = {(part.id, each.id): each.earned for each in part.results}
    for repair in found:
        own = [each for each in repair.clears if (each.part, each.check) in earned]
        most = max(own, key=lambda each: each.earned - earned[each.part, each.check], default=None)
        if most is not None and most.check == result.id:
            return True
    return False


def see(own: Sequence[int]) -> Text:
    """Say which mistakes cost a check its points."""
    listed = ", ".join(map(str, own))
    return Text(ko=f"고칠 곳 {listed}", en=f"see {listed}")


def gain(repair: Repair) -> str:
    """Return what a repair brings: `+6.88`."""
    return f"+{points(repair.gain)}"


def checks_of(repair: Repair, parts: Sequence[PartReport]) -> Text | None:
    """Name the checks that a repair clears, or count them if there are many; None if there are none."""
    titles = {(part.id, result.id): result.title for part in parts for result in part.results}
    found = [titles[each.part, each.check] for each in repair.clears if (each.part, each.check) in titles]
    if not found:
        return None
    if len(found) > MOST_NAMED:
        return Text(ko=f"관련 항목: {len(found)}개", en=f"counts in {len(found)} checks")
    return Text(
        ko=f"관련 항목: {', '.join(each.ko for each in found)}",
        en=f"counts in: {', '.join(each.en for each in found)}",
    )


def counted(repair: Repair) -> Text | None:
    """Say in how many checks a mistake costs points; None if it is one, or none that is shown."""
    number = len(repair.clears)
    if number < 2:
        return None
    return Text(ko=f"항목 {number}개에서 감점되었습니다.", en=f"It counts in {number} checks.")


def spot(lines: ChangedLines) -> Text:
    """Return the place of changed lines; of lines that are put in, after which line."""
    at = Position(lines.file, lines.cell, max(1, lines.line - (0 if lines.before else 1)), "")
    if lines.before or lines.line == 1:
        return at.spot
    return Text(ko=f"{at.spot.ko} 뒤", en=f"after {at.spot.en}")


class NextStep(NamedTuple):
    """What to do first, and where; either may be left out."""

    what: Text | None
    where: Text | None


def next_step(report: Report) -> NextStep | None:
    """Return what to do first: the first repair, as a later one may change what an earlier one has written.

    Without any, it is the first check that lost points. None if there is nothing to put right.
    """
    first = next(iter(repairs(report)), None)
    if first is not None and first.at:
        where = first.at[0].spot
        brings = Text(
            ko=f"고칠 곳 1, {where.ko}: +{points(first.gain)}점",
            en=f"number 1, {where.en}: +{points(first.gain)} points",
        )
        return NextStep(first.what, brings)
    for part in report.parts:
        for result in part.results:
            if result.status in LOST and not result.hidden:
                return _look_at(result, part)
    return None


LOST: Final = frozenset({"failed", "partial"})


def _look_at(result: Result, part: PartReport) -> NextStep:
    """Return a check to look at, with the points that it and those waiting for it may still earn."""
    waiting = [each.points for each in part.results if each.blocked_by == result.id and not each.hidden]
    up_to = points(added((result.points, -result.earned, *waiting)))
    spot = next((at.spot for at in result.at), None)
    where = Text(
        ko=f"{f'{spot.ko}: ' if spot else ''}{up_to}점이 걸려 있습니다.",
        en=f"{f'{spot.en}: ' if spot else ''}{up_to} points are at stake.",
    )
    return NextStep(result.title, where)


def plain(report: Report, lang: Language) -> list[str]:
    """Return the repairs as lines of text, with nothing escaped."""
    found: list[str] = []
    for number, repair in enumerate(repairs(report), start=1):
        what, *rest = told(repair, lang)
        found += [f"{number}. {what} ({gain(repair)})", *(f"   {line}" for line in rest)]
    return [MISTAKES.get(lang), *found] if found else []


def told(repair: Repair, lang: Language) -> list[str]:
    """Return a repair as lines of text: what is wrong, then each place with its lines before and after.

    Where the lines are not told, the places are.
    """
    found = [(repair.what or HERE).get(lang)]
    for group in repair.lines:
        found.append(spot(group).get(lang))
        found += [f"- {line.strip()}" for line in group.before]
        found += [f"+ {line.strip()}" for line in group.after]
    if not repair.lines:
        found += [place(at, lang, name_file=True) for at in repair.at]
    return found
