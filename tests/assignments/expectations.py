"""What an example says of its own grade: the line `# expect: …` in its first code cell.

    expectation = "full" | clause ("," clause)*
    clause      = CHECK ("failed" | "partial" | "short" | "blocked") | "rest blocked"

`full` is every check passed. Otherwise every check that is named has that status, and every other one is
passed. `rest blocked` stands last: the checks that are not named and depend on a failed one are blocked.
`short` is partial or failed, whichever a training ends in. A line names a check of the training only where
the mistake itself decides it; what a training makes of the others is left to the calibration. Without
training, a check that asks for one is skipped whatever the line says of it, unless it is blocked.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.checks.authoring import Assignment, Check
from grader.checks.evidence import Curve

LINE = re.compile(r"^\ufeff?# (expect|mistake): (.+)$", re.MULTILINE)
CLAUSE = re.compile(r"(?!rest )(\w+) (failed|partial|short|blocked)")


@dataclass(frozen=True)
class Expectation:
    """The statuses of the checks that are named, by id, and whether the others may be blocked."""

    named: dict[str, str]
    rest_blocked: bool

    def statuses(self, assignment: Assignment, *, training: bool) -> dict[str, str]:
        """Return the status to find for every check of the assignment, by id."""
        found: dict[str, str] = {}
        for check in checks(assignment):
            stuck = any(found[earlier.id] in ("failed", "blocked") for earlier in check.after)
            status = self.named.get(check.id, "blocked" if self.rest_blocked and stuck else "passed")
            skipped = Curve in check.evidence and not training and status != "blocked"
            found[check.id] = "skipped" if skipped else status
        return found


def examples(assignment: Assignment) -> list[Path]:
    """Return the example submissions of an assignment."""
    return sorted((assignment.here / "examples").iterdir())


def checks(assignment: Assignment) -> Iterator[Check]:
    """Yield the checks of all parts in their order."""
    for part in assignment.parts:
        yield from part.checks


def agrees(status: str, expected: str) -> bool:
    """Whether a status is the expected one."""
    return status in ("partial", "failed") if expected == "short" else status == expected


def remarks(path: Path) -> dict[str, str]:
    """Return what an example says of itself: `expect`, and `mistake` if it is a wrong one."""
    return {kind: said.strip() for kind, said in LINE.findall(_text(path))}


def expectation(line: str) -> Expectation:
    """Read an expectation.

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


def _text(path: Path) -> str:
    if path.suffix == ".py":
        return path.read_bytes().decode("utf-8", errors="replace")  # the lines in question are ASCII
    cells = json.loads(path.read_bytes())["cells"]
    return "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "code"))
