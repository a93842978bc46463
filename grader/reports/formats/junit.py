"""JUnit XML, as GitLab, Jenkins and most other CI systems read it.

A part is a test suite, and a check is a test case. The format has no partial credit: a check with some of its
points is a failure that says how many. The points are in the properties, as `?` if they are withheld.
"""

from xml.etree import ElementTree as ET

from grader.base.errors import GraderError
from grader.base.text import Language, Text
from grader.records.report import PartReport, Report, Result
from grader.reports.grading_policy import LATENESS, lateness
from grader.reports.plain_text import check_names, complaint, earned, explanation, one_line, part_names
from grader.reports.wording import PROVISIONAL, points, share

OUTCOMES = {
    "failed": "failure",
    "partial": "failure",
    "error": "error",
    "blocked": "skipped",
    "skipped": "skipped",
}


def render(report: Report, lang: Language) -> str:
    """Return the report as JUnit XML."""
    root = ET.Element("testsuites", name=one_line(report.title.get(lang)), time=f"{report.seconds:.3f}")
    for name, part in zip(part_names(report, lang), report.parts, strict=True):
        root.append(_suite(name, part, report, lang))
    for said in lateness(report):
        root.append(_lateness(said, report, lang))
    return _written(root)


def ungraded(error: GraderError, lang: Language) -> str:
    """Return JUnit XML with one test, the grading itself, which is in error."""
    root = ET.Element("testsuites", name="grade")
    suite = ET.SubElement(root, "testsuite", name="grade", tests="1", errors="1", failures="0", skipped="0")
    case = ET.SubElement(suite, "testcase", classname="grade", name="grade")
    ET.SubElement(case, "error", message=one_line(error.message.get(lang))).text = complaint(error, lang)
    return _written(root)


def _suite(name: str, part: PartReport, report: Report, lang: Language) -> ET.Element:
    suite = ET.Element("testsuite", name=name, tests=str(len(part.results)))
    outcomes = [OUTCOMES.get(result.status) for result in part.results]
    for counted, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(counted, str(outcomes.count(outcome)))
    _properties(suite, {"points": share(part.counted, part.worth)})
    for title, result in zip(check_names(part, lang), part.results, strict=True):
        case = ET.SubElement(suite, "testcase", classname=f"{report.assignment}.{part.id}", name=title)
        case.set("file", one_line(result.at[0].file if result.at else report.files[0].name))
        _fill(case, result, part, lang)
    return suite


def _lateness(said: Text, report: Report, lang: Language) -> ET.Element:
    """Return a suite of one test, which fails if points are deducted."""
    name, lost = LATENESS.get(lang), report.deducted
    suite = ET.Element("testsuite", name=name, tests="1", errors="0", skipped="0")
    suite.set("failures", "1" if lost else "0")
    _properties(suite, {"deducted": points(lost)})
    case = ET.SubElement(suite, "testcase", classname=f"{report.assignment}.late", name=name)
    if lost:
        ET.SubElement(case, "failure", message=one_line(said.get(lang)))
    else:
        ET.SubElement(case, "system-out").text = one_line(said.get(lang))
    return suite


def _fill(case: ET.Element, result: Result, part: PartReport, lang: Language) -> None:
    gained = share(earned(result), result.points)
    _properties(case, {"points": gained} | ({"provisional": "true"} if result.provisional else {}))
    outcome = OUTCOMES.get(result.status)
    if outcome is not None:
        said = explanation(result, part, lang)
        first = said.partition("\n")[0]
        ET.SubElement(case, outcome, message=f"{gained}  {first}").text = f"{gained}\n{said}"
    elif result.provisional:
        ET.SubElement(case, "system-out").text = PROVISIONAL.get(lang)


def _properties(of: ET.Element, values: dict[str, str]) -> None:
    properties = ET.SubElement(of, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=value)


def _written(root: ET.Element) -> str:
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
