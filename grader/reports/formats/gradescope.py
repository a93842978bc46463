"""Gradescope's results.json.

A withheld score is left out everywhere: Gradescope then shows that the autograder could not grade the
submission, and no zero.
"""

from typing import Any

from grader.base.errors import GraderError, NothingToGrade
from grader.base.text import Language
from grader.records.deadline import Lateness
from grader.records.report import Report
from grader.reports.formats.json import written
from grader.reports.hidden_checks import part_has_hidden, without_hidden
from grader.reports.plain_text import NamedCheck, checks, complaint, earned, explanation, remarks
from grader.reports.wording import share

VISIBLE = "visible"
HIDDEN = "after_due_date"
"""The visibility of hidden checks. As long as Gradescope hides one, it hides the total as well."""


def render(report: Report, lang: Language) -> str:
    """Return the content of results.json."""
    shown = _at_first(report)
    score = {} if report.earned is None else {"score": report.earned}
    tests = [_test(check, lang, scored=report.earned is not None) for check in checks(report, lang)]
    whole = _whole(remarks(shown, lang))
    return written({**score, "execution_time": report.seconds, **whole, "tests": tests})


def ungraded(error: GraderError, lang: Language) -> str:
    """Return results.json for what was not graded: 0 points if there was nothing to grade, else no score."""
    score = {"score": 0} if isinstance(error, NothingToGrade) else {}
    return written(score | _whole(complaint(error, lang)) | {"tests": []})


def _at_first(report: Report) -> Report:
    """Return the report without hidden checks, or all of it if it came late, as they are shown by then."""
    late = isinstance(report.late, Lateness) and report.late.late
    return without_hidden(report) if not late and any(map(part_has_hidden, report.parts)) else report


def _whole(output: str) -> dict[str, Any]:
    return {
        "output": output,
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": VISIBLE,
        "stdout_visibility": "hidden",
    }


def _test(check: NamedCheck, lang: Language, *, scored: bool) -> dict[str, Any]:
    result = check.result
    said = explanation(result, check.part, lang)
    test = {"name": check.name, "visibility": HIDDEN if result.hidden else VISIBLE, "output": said}
    if result.status in ("passed", "failed"):
        test["status"] = result.status
    if scored:
        return {"score": result.earned, "max_score": result.points, **test}
    return {**test, "output": f"{share(earned(result), result.points)}\n{said}".strip()}
