"""The results.json of PrairieLearn's external graders.

A withheld score, or a submission with nothing to grade, is `gradable: false`: it costs the student no attempt
and leaves no score.
"""

from typing import Any

from grader.base.errors import GraderError, NothingToGrade
from grader.base.text import Language
from grader.records.report import Report
from grader.reports.formats.json import written
from grader.reports.plain_text import NamedCheck, checks, complaint, cut, earned, explanation, remarks, within
from grader.reports.wording import share

LIMIT = 1_000_000
"""Maximum bytes of the whole file."""


def render(report: Report, lang: Language) -> str:
    """Return the content of results.json, at most `LIMIT` bytes of UTF-8."""
    return within(LIMIT, lambda most: written(_content(report, lang, most)))


def ungraded(error: GraderError, lang: Language) -> str:
    """Return results.json for a submission that was not graded."""
    said = complaint(error, lang)
    format_errors = {"format_errors": [said]} if isinstance(error, NothingToGrade) else {}
    return written({"gradable": False, **format_errors, "message": said})


def _content(report: Report, lang: Language, most: int) -> dict[str, Any]:
    score = {} if report.earned is None else {"score": report.earned / report.points}
    whole = {"gradable": report.earned is not None, **score, "message": cut(remarks(report, lang), most)}
    tests = [_test(check, lang, most, scored=report.earned is not None) for check in checks(report, lang)]
    return {**whole, "tests": tests}


def _test(check: NamedCheck, lang: Language, most: int, *, scored: bool) -> dict[str, Any]:
    result = check.result
    said = explanation(result, check.part, lang, most)
    if scored:
        points = {"points": result.earned, "max_points": result.points}
        return {"name": check.name, **points, "output": said}
    return {"name": check.name, "output": f"{share(earned(result), result.points)}\n{said}".strip()}
