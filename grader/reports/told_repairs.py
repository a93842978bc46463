"""How much of its repairs a report tells: all of it to staff, and to students what the assignment allows."""

from collections.abc import Collection

import msgspec

from grader.records.repair import Hints, Repair
from grader.records.report import PartReport, Report, Result, Row


def for_student(report: Report) -> Report:
    """Return a report that tells students no more of what to change than the assignment allows."""
    if not isinstance(report.hints, str) or report.hints == "code":
        return report
    repairs = report.repairs
    if isinstance(repairs, tuple):
        own = {line.strip() for listing in report.listings for line in listing.lines}
        repairs = tuple(_told(each, report.hints, own) for each in repairs)
    parts = tuple(part_for_student(part, report.hints) for part in report.parts)
    return msgspec.structs.replace(report, repairs=repairs, parts=parts)


def part_for_student(part: PartReport, hints: Hints) -> PartReport:
    """Return a part without hints, which may name code, and with the place alone if no more is allowed."""
    if hints == "code":
        return part
    results = tuple(_result(each, hints) for each in part.results)
    if hints == "words":
        return msgspec.structs.replace(part, results=results)
    rows = tuple(_row(each) for each in part.layers if each.layer)
    return msgspec.structs.replace(part, results=results, layers=rows, expected_parameters=None)


def _told(repair: Repair, hints: Hints, own: Collection[str]) -> Repair:
    """Return a repair without code, even at its places: an earlier repair may have written those lines."""
    at = tuple(
        each if each.text.strip() in own else msgspec.structs.replace(each, text="") for each in repair.at
    )
    told = msgspec.structs.replace(repair, at=at, lines=(), edits=())
    return told if hints == "words" else msgspec.structs.replace(told, what=None, why=None)


def _result(result: Result, hints: Hints) -> Result:
    told = msgspec.structs.replace(result, hint=None)
    return told if hints == "words" else msgspec.structs.replace(told, expected=None)


def _row(row: Row) -> Row:
    return msgspec.structs.replace(row, expected=None)
