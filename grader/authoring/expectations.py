"""The grade an example expects: its line `# expect: …`, or the `expect=` of a mistake.

    expectation = "full" | clause ("," clause)*
    clause      = CHECK ("failed" | "partial" | "short" | "blocked") | "rest blocked"

`full` means that every check passes. Otherwise each named check has the given status, and every other one
passes. `rest blocked` comes last: unnamed checks that depend on a failed one are blocked. `short` is partial
or failed, whichever a training ends in. A line names a check of the training only if the mistake itself
decides it; how other models train is left to the calibration. Without training, a check that needs one is
skipped whatever the line says, unless it is blocked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.checks.assignment import Assignment
from grader.checks.checked_part import Check
from grader.checks.code_parts import ManualPart
from grader.checks.evidence import Curve
from grader.records.report import Report, Result

HANGUL = re.compile("[가-힣]")
CLAUSE = re.compile(r"(?!rest )(\w+) (failed|partial|short|blocked)")


@dataclass(frozen=True)
class Expectation:
    """The statuses of the named checks, by id, and whether the others may be blocked."""

    named: dict[str, str]
    rest_blocked: bool

    def statuses(self, assignment: Assignment, *, training: bool) -> dict[str, str]:
        """Return the expected status of every check of the assignment, by id."""
        found: dict[str, str] = {}
        for check in judged(assignment):
            stuck = any(found[earlier.id] in ("failed", "blocked") for earlier in check.requires)
            status = self.named.get(check.id, "blocked" if self.rest_blocked and stuck else "passed")
            skipped = Curve in check.evidence and not training and status != "blocked"
            found[check.id] = "skipped" if skipped else status
        return found

    @property
    def shown(self) -> set[str]:
        """The checks expected to fail, wholly or in part, by their own result."""
        return {name for name, status in self.named.items() if status != "blocked"}


def checks(assignment: Assignment) -> Iterator[Check]:
    """Yield the checks of all parts in order."""
    for part in assignment.every_part:
        yield from part.checks


def judged(assignment: Assignment) -> Iterator[Check]:
    """Yield the checks that the grader judges itself, and no person."""
    for part in assignment.every_part:
        if not isinstance(part, ManualPart):
            yield from part.checks


def agrees(status: str, expected: str) -> bool:
    """Return whether a status is the expected one."""
    return status in ("partial", "failed") if expected == "short" else status == expected


def expectation(line: str) -> Expectation:
    """Parse an expectation.

    Raises:
        ValueError: the line does not follow the grammar above.
    """
    if line == "full":
        return Expectation({}, rest_blocked=False)
    clauses = [clause.strip() for clause in line.split(",")]
    rest_blocked = clauses[-1] == "rest blocked"
    named = [CLAUSE.fullmatch(clause) for clause in (clauses[:-1] if rest_blocked else clauses)]
    if not named or not all(named):
        raise ValueError(f"no expectation: {line}")
    return Expectation({match[1]: match[2] for match in named if match}, rest_blocked)


def results(report: Report) -> dict[str, Result]:
    """Return the results of all parts by check id."""
    return {result.id: result for part in report.parts for result in part.results}


def surprises(report: Report, expected: dict[str, str]) -> list[str]:
    """Return the checks whose status is not the expected one, with both statuses."""
    found = results(report)
    return [
        f"{name}: {found[name].status} (expected {status})"
        for name, status in expected.items()
        if not agrees(found[name].status, status)
    ]


def untold(report: Report) -> list[str]:
    """Return the checks that cost points without giving a reason in both languages."""
    return [
        result.id
        for result in results(report).values()
        if result.status in ("failed", "partial")
        and not (result.message and HANGUL.search(result.message.ko) and not HANGUL.search(result.message.en))
    ]
