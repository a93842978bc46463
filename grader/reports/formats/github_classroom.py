"""The result of an autograding step, as GitHub Classroom's reporter reads it: JSON in base64.

The reporter adds up the tests' scores and has no notion of a missing one, so a withheld score must not reach
it: the result then has no tests and a maximum of 0, which the reporter skips.
"""

import base64
import json
from typing import Any

from grader.base.text import Language, Text
from grader.records.report import Report
from grader.reports.grading_policy import LATENESS, lateness
from grader.reports.plain_text import NamedCheck, checks, cut, explanation, lines, one_line, within
from grader.reports.wording import full_marks

LIMIT = 120_000
"""Maximum bytes: the reporter reads an environment variable, for which Linux allows 131,072."""
CODE = 200
"""Maximum characters of the student's line, and of the file's name."""


def render(report: Report, lang: Language) -> str:
    """Return one line of base64, at most `LIMIT` bytes."""
    return within(LIMIT, lambda most: _encoded(_content(report, lang, most)))


def _encoded(content: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(content, ensure_ascii=False).encode()).decode() + "\n"


def _content(report: Report, lang: Language, most: int) -> dict[str, Any]:
    if report.earned is None:
        return {"version": 1, "status": "error", "max_score": 0, "tests": []}
    status = "pass" if full_marks(report) else "fail"
    tests = [_test(check, report, lang, most) for check in checks(report, lang)]
    tests += [_lateness(said, report, lang, most) for said in lateness(report)]
    return {"version": 1, "status": status, "max_score": _whole(report.points), "tests": tests}


def _test(check: NamedCheck, report: Report, lang: Language, most: int) -> dict[str, Any]:
    result = check.result
    at = result.at[0] if result.at else None
    return {
        "name": check.name,
        "status": "pass" if result.status == "passed" else "fail",
        "score": check.part.of_total(result.earned),
        "message": explanation(result, check.part, lang, most),
        "test_code": cut(one_line(at.text), min(CODE, most)) if at else "",
        "filename": cut(one_line(at.file if at else report.files[0].name), min(CODE, most)),
        "line_no": at.line if at and at.cell is None else 0,
        "duration": 0,
    }


def _lateness(said: Text, report: Report, lang: Language, most: int) -> dict[str, Any]:
    """Return the deduction for lateness as a test of its own, which the reporter adds up like the others."""
    return {
        "name": LATENESS.get(lang),
        "status": "fail" if report.deducted else "pass",
        "score": -report.deducted,
        "message": cut(lines(said.get(lang)), most),
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }


def _whole(points: float) -> float:
    """Return points as an integer if they are whole."""
    return int(points) if points == int(points) else points
