"""SARIF 2.1.0, as an editor's list of problems and GitHub's code scanning read it.

A check is a rule, and a check with points missing is a result at the student's line. A line of a notebook's
cell is no line of its file, so such a result names its cell as a logical location instead. The repairs that
give a check points are its fixes, as far as they are edits of scripts.
"""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from grader.base.errors import GraderError
from grader.base.text import Language
from grader.base.version import DISTRIBUTION, VERSION
from grader.records.repair import Edit, Repair
from grader.records.report import Report, Result, Status
from grader.records.source import Position
from grader.reports.grading_policy import notices
from grader.reports.mistakes import HERE, numbers, repairs
from grader.reports.original_edits import original_edits
from grader.reports.plain_text import NamedCheck, checks, complaint, earned, explanation, lines, one_line
from grader.reports.wording import MOST_PLACES, PROVISIONAL, points, share, withheld

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[dict[Status, str]] = {"failed": "error", "partial": "warning", "error": "note"}


def render(report: Report, lang: Language) -> str:
    """Return the report as a SARIF log with one run."""
    named = checks(report, lang)
    said = [("note", each) for each in notices(report)]
    if report.provisional:
        said.insert(0, ("note", PROVISIONAL))
    if report.earned is None:
        said.insert(0, ("warning", withheld(report)))
    return _log(
        lang,
        rules=[_rule(check) for check in named],
        successful=report.earned is not None,
        notifications=[_notification(level, text.get(lang)) for level, text in said],
        artifacts=[
            {"location": _artifact(file.name), "hashes": {"sha-256": file.sha256}} for file in report.files
        ],
        results=[
            _result(index, check, lang) | _fixes(repairs(report), check, lang)
            for index, check in enumerate(named)
            if check.result.status in _LEVELS
        ],
        properties={
            "assignment": report.assignment,
            "points": report.points,
            "earned": report.earned,
            "provisional": report.provisional,
        },
    )


def ungraded(error: GraderError, lang: Language) -> str:
    """Return a log without results that says why nothing was graded."""
    return _log(
        lang, rules=[], successful=False, notifications=[_notification("error", complaint(error, lang))]
    )


def _log(
    lang: Language,
    *,
    rules: list[Any],
    successful: bool,
    notifications: list[Any],
    artifacts: list[Any] | None = None,
    results: list[Any] | None = None,
    properties: dict[str, Any] | None = None,
) -> str:
    driver = {"name": DISTRIBUTION, "version": VERSION, "semanticVersion": VERSION, "rules": rules}
    invocation = {"executionSuccessful": successful, "toolExecutionNotifications": notifications}
    run = {
        "tool": {"driver": driver},
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "artifacts": artifacts or [],
        "results": results or [],
        "properties": properties or {},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(check: NamedCheck) -> dict[str, Any]:
    return {
        "id": _id(check),
        "shortDescription": {"text": one_line(check.name)},
        "properties": {"points": check.result.points},
    }


def _result(index: int, check: NamedCheck, lang: Language) -> dict[str, Any]:
    result = check.result
    title = f"{check.name} ({share(earned(result), result.points)})"
    said = explanation(result, check.part, lang)
    return {
        "ruleId": _id(check),
        "ruleIndex": index,
        "level": _LEVELS[result.status],
        "message": {"text": _plain(f"{title}\n{said}" if said else title)},
        "locations": [_location(at) for at in result.at[:MOST_PLACES]],
        "partialFingerprints": {"check/v1": _id(check)},
        "properties": _points(result),
    }


def _fixes(found: Sequence[Repair], check: NamedCheck, lang: Language) -> dict[str, Any]:
    """Return the repairs that give a check points and can each be made in the submitted files."""
    own = [number - 1 for number in numbers(found, check.part, check.result)]
    fixes = [
        {
            "description": {"text": _plain((found[number].what or HERE).get(lang))},
            "artifactChanges": [_change(file, edits) for file, edits in _by_file(edited).items()],
        }
        for number in own
        if (edited := original_edits(found, number)) and all(each.cell is None for each in edited)
    ]
    return {"fixes": fixes} if fixes else {}


def _by_file(edits: Sequence[Edit]) -> dict[str, list[Edit]]:
    files = dict.fromkeys(each.file for each in edits)
    return {file: [each for each in edits if each.file == file] for file in files}


def _change(file: str, edits: Sequence[Edit]) -> dict[str, Any]:
    return {"artifactLocation": _artifact(file), "replacements": [_replacement(each) for each in edits]}


def _replacement(edit: Edit) -> dict[str, Any]:
    *above, last = edit.old.split("\n")
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.line + len(above),
        "endColumn": (1 if above else edit.column) + len(last),
    }
    return {"deletedRegion": region} | ({"insertedContent": {"text": edit.new}} if edit.new else {})


def _points(result: Result) -> dict[str, str]:
    gained = earned(result)
    return {"earned": "?" if gained is None else points(gained), "points": points(result.points)}


def _id(check: NamedCheck) -> str:
    return one_line(f"{check.part.id}/{check.result.id}")


def _location(at: Position) -> dict[str, Any]:
    """Return a place in the student's file, whose cells have lines of their own."""
    physical: dict[str, Any] = {"artifactLocation": _artifact(at.file)}
    if at.cell is None:
        return {"physicalLocation": physical | {"region": {"startLine": at.line}}}
    cell = {
        "name": f"cell {at.cell}",
        "fullyQualifiedName": f"cell {at.cell}, line {at.line}",
        "kind": "cell",
    }
    return {"physicalLocation": physical, "logicalLocations": [cell]}


def _artifact(name: str) -> dict[str, str]:
    return {"uri": quote(one_line(name).lstrip("/"))}


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(text)}}


def _plain(text: str) -> str:
    r"""Return text in which nothing is a link, as `[text](target)` would be; `\]` ends none."""
    return lines(text).replace("](", r"\](")
