"""Checks an assignment against the rules for all of them, for `grade validate` and this course's tests."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.authoring import build
from grader.authoring.calibration import measured
from grader.authoring.examples import Example, examples, flaws, submitted
from grader.authoring.expectations import checks, judged, surprises, untold
from grader.base.text import LANGUAGES, Text, same
from grader.checks.assignment import Assignment
from grader.checks.evidence import Curve
from grader.confinement.host import Host
from grader.records.report import Report

Grade = Callable[[Path, bool], Report]
"""Grades a file, with or without the training."""
Rows = re.compile(r"^\| `(\w+)` \| ([\d.]+) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class RuleFinding:
    """One rule, and whether the assignment keeps it."""

    status: Literal["held", "provisional", "broken"]
    rule: Text
    details: tuple[Text, ...] = ()


def validate(assignment: Assignment, grade: Grade, host: Host, *, training: bool) -> Iterator[RuleFinding]:
    """Yield a finding for every rule as soon as it is known.

    Args:
        assignment: the assignment, with its folder and its reference.
        grade: grades a file by the assignment.
        host: captures the reference; it must have `grader.grading.ENTRIES`.
        training: whether to train the reference and the examples that fail by their training.

    Raises:
        StaffError: the reference is missing or cannot be captured, or the file of mistakes cannot be read.
    """
    yield finding(UP_TO_DATE, out_of_date(assignment, host))
    yield finding(PAGES, find_unlisted(assignment))
    yield finding(SHOWN, unshown(assignment))
    yield thresholds(assignment)
    yield finding(REFERENCE, below_full(grade(build.source(assignment), training), training=training))
    for name in sorted(build.templates(assignment)):
        if (assignment.here / name).is_file():  # if it is missing, UP_TO_DATE has said so
            yield finding(named(TEMPLATE, name), earned(grade(assignment.here / name, False)))
    for example in examples(assignment):
        trained = training and bool(shown(example) & trained_checks(assignment))
        rule = named(MISTAKE if example.edits else EXAMPLE, example.name)
        yield finding(rule, grade_example(example, assignment, grade, training=trained))


def finding(rule: Text, broken: list[Text]) -> RuleFinding:
    """Return the finding for a rule, which holds if nothing breaks it."""
    return RuleFinding("broken" if broken else "held", rule, tuple(broken))


# -- what is written -------------------------------------------------------------------------------------

UP_TO_DATE = Text(
    ko="정답에서 만든 그대로인 references.json과 템플릿",
    en="references.json and the templates are what the reference makes",
)
PAGES = Text(
    ko="두 언어로 쓰인 학생용 안내와 그 안의 모든 항목과 점수",
    en="The students' pages are there in both languages and list every check that is not hidden",
)
SHOWN = Text(ko="항목마다 그것을 놓치는 예시나 실수", en="Every check is failed by an example or a mistake")
CALIBRATED = Text(ko="calibration.md의 측정과 맞는 기준값", en="The thresholds follow from calibration.md")


def out_of_date(assignment: Assignment, host: Host) -> list[Text]:
    """Return the files that differ from what the reference generates."""
    return [
        Text(
            ko=f"{name}: 다릅니다. `grade build {assignment.id}`로 다시 만드십시오.",
            en=f"{name} differs; make it anew with `grade build {assignment.id}`.",
        )
        for name, content in build.make_files(assignment, host).items()
        if not (file := assignment.here / name).is_file() or file.read_bytes() != content
    ]


def find_unlisted(assignment: Assignment) -> list[Text]:
    """Return what the students' pages lack, and the lines that they should not have."""
    found = []
    for language in LANGUAGES:
        file = assignment.here / f"README.{language}.md"
        if not file.is_file():
            found.append(Text(ko=f"{file.name}이 없습니다.", en=f"There is no {file.name}."))
            continue
        rows = [(name, float(points), title) for name, points, title in Rows.findall(file.read_text("utf-8"))]
        seen = [check for check in checks(assignment) if not check.hidden]
        asked = [(check.id, check.points, check.title.get(language)) for check in seen]
        found += [_line(file.name, "lacks", "없습니다", row) for row in asked if row not in rows]
        found += [_line(file.name, "should not have", "남습니다", row) for row in rows if row not in asked]
    return found


def _line(file: str, en: str, ko: str, row: tuple[str, float, str]) -> Text:
    line = f"| `{row[0]}` | {row[1]:g} | {row[2]} |"
    return Text(ko=f"{file}: 이 줄이 {ko}: {line}", en=f"{file} {en} the line {line}")


def unshown(assignment: Assignment) -> list[Text]:
    """Return the checks that no example or mistake fails, so that nothing shows that they can fail."""
    seen = {name for example in examples(assignment) for name in shown(example)}
    return [
        Text(
            ko=f"{check.id}: 이 항목을 놓치는 예시도 실수도 없습니다.",
            en=f"{check.id}: no example fails it, and no mistake.",
        )
        for check in judged(assignment)
        if check.id not in seen
    ]


def shown(example: Example) -> set[str]:
    """Return the checks that an example expects to fail; none if its expectation cannot be parsed."""
    try:
        return example.expectation().shown
    except ValueError:
        return set()


def thresholds(assignment: Assignment) -> RuleFinding:
    """Return the finding on whether the numbers that decide a training's points were measured."""
    found = list(measured.verdicts(assignment))
    broken = [each.about for each in found if each.kind == "refuted"]
    trained = trained_checks(assignment)
    if trained and not (assignment.here / measured.FILE).is_file():
        broken.append(
            Text(
                ko=f"{measured.FILE}가 없습니다. `grade calibrate {assignment.id}`로 재십시오.",
                en=f"There is no {measured.FILE}; measure with `grade calibrate {assignment.id}`.",
            )
        )
    if broken:
        return finding(CALIBRATED, broken)
    unmeasured = tuple(each.about for each in found if each.kind == "unmeasured")
    return RuleFinding("provisional" if unmeasured else "held", CALIBRATED, unmeasured)


def trained_checks(assignment: Assignment) -> set[str]:
    """Return the ids of the checks that need a training."""
    return {check.id for check in checks(assignment) if Curve in check.evidence}


# -- what is graded --------------------------------------------------------------------------------------

REFERENCE = Text(ko="정답의 만점", en="The reference gets full marks")
TEMPLATE = Text(ko="빈 템플릿의 0점", en="An untouched template earns nothing")
EXAMPLE = Text(ko="적힌 대로 채점되는 예시", en="The example is graded as it says")
MISTAKE = Text(ko="적힌 대로 채점되는 실수", en="The mistake is graded as it says")


def named(rule: Text, name: str) -> Text:
    """Return a rule with the name of the file or mistake that it is about."""
    return Text(ko=f"{rule.ko}: {name}", en=f"{rule.en}: {name}")


def below_full(report: Report, *, training: bool) -> list[Text]:
    """Return the checks that the reference does not pass."""
    return [
        Text(
            ko=f"{result.id}: {result.status} {result.message.ko if result.message else ''}".strip(),
            en=f"{result.id}: {result.status} {result.message.en if result.message else ''}".strip(),
        )
        for part in report.parts
        for result in part.results
        if result.status != "passed" and (training or result.status != "skipped")
        if result.awaited is not True
    ]


def earned(report: Report) -> list[Text]:
    """Return the checks that give points to an untouched template."""
    return [
        Text(ko=f"{result.id}: {result.earned:g}점", en=f"{result.id}: {result.earned:g} points")
        for part in report.parts
        for result in part.results
        if result.earned
    ]


def grade_example(example: Example, assignment: Assignment, grade: Grade, *, training: bool) -> list[Text]:
    """Return where an example's grade differs from the expected one or is not explained."""
    if wrong := flaws(example, assignment):
        return wrong
    expected = example.expectation().statuses(assignment, training=training)
    with submitted(example) as path:
        report = grade(path, training)
    silent = [
        Text(
            ko=f"{name}: 감점의 이유가 한국어와 영어로 모두 나오지는 않습니다.",
            en=f"{name}: it costs points without a reason in Korean and in English.",
        )
        for name in untold(report)
    ]
    return [same(each) for each in surprises(report, expected)] + silent
