"""The result of an autograding step, as GitHub Classroom's reporter reads it: JSON in base64.

The reporter adds up the tests' scores and knows no score that is missing, so that one which is withheld must
not reach it: there are no tests then, and nothing to reach, which it skips.
"""

import base64
import json
from typing import Any

from grader.records.report import Report
from grader.records.text import Language
from grader.reports.plain import Check, checks, explanation, one_line
from grader.reports.words import full_marks


def render(report: Report, lang: Language) -> str:
    """Return one line of base64."""
    if report.earned is None:
        result: dict[str, Any] = {"version": 1, "status": "error", "max_score": 0, "tests": []}
    else:
        status = "pass" if full_marks(report) else "fail"
        tests = [_test(check, report, lang) for check in checks(report, lang)]
        result = {"version": 1, "status": status, "max_score": _whole(report.points), "tests": tests}
    return base64.b64encode(json.dumps(result, ensure_ascii=False).encode()).decode() + "\n"


def _test(check: Check, report: Report, lang: Language) -> dict[str, Any]:
    result = check.result
    at = result.at[0] if result.at else None
    return {
        "name": check.name,
        "status": "pass" if result.status == "passed" else "fail",
        "score": result.earned,
        "message": explanation(result, check.part, lang),
        "test_code": one_line(at.text) if at else "",
        "filename": one_line(at.file if at else report.files[0].name),
        "line_no": at.line if at and at.cell is None else 0,
        "duration": 0,
    }


def _whole(points: float) -> float:
    """The points as an integer where they are one."""
    return int(points) if points == int(points) else points
