"""The last lines of an Autolab grader's output: the feedback, and the scores.

Each part of the assignment is a problem, named by the part's id. A withheld part has the score null, which
Autolab keeps as no score; a missing problem or a missing line would become a zero. The deduction for lateness
is spread over all problems in proportion, since Autolab takes no other scores than theirs.
"""

import json
from typing import Any

from grader.base.text import Language
from grader.records.points import scaled
from grader.records.report import Report
from grader.reports.grading_policy import LATENESS, lateness
from grader.reports.plain_text import check_names, earned, explanation, one_line, part_names
from grader.reports.wording import share


def render(report: Report, lang: Language) -> str:
    """Return two lines: the checks as stages and tests, then the scores, which must come last."""
    stages = part_names(report, lang)
    shown: dict[str, Any] = {"_presentation": "semantic", "stages": stages}
    for stage, part in zip(stages, report.parts, strict=True):
        names = check_names(part, lang)
        shown[stage] = {
            name: {
                "passed": result.status == "passed",
                "hint": f"{share(earned(result), result.points)}\n{explanation(result, part, lang)}".strip(),
            }
            for name, result in zip(names, part.results, strict=True)
        }
    if said := [one_line(each.get(lang)) for each in lateness(report)]:
        stages.append(LATENESS.get(lang))
        shown[stages[-1]] = {each: {"passed": not report.deducted, "hint": ""} for each in said}
    scores = {part.id: part.counted for part in report.parts}
    if report.deducted and report.raw is not None and report.earned is not None:
        raw, left = report.raw, report.earned
        scores = {name: scaled(counted or 0.0, raw, left) for name, counted in scores.items()}
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in (shown, {"scores": scores}))
