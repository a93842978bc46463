"""How the answers of checks become results."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from grader.checks import Check, Failed, Share
from grader.checks.authoring import Finding, Function
from grader.checks.evidence import Attempt, Curve, Graph
from grader.grading import course
from grader.grading.evaluate import evaluate
from grader.grading.evidence import Evidence
from grader.grading.grade import Settings, grade
from grader.records.errors import NothingToGrade
from grader.records.progress import silent
from grader.records.report import PartReport, Result
from grader.records.source import Position
from grader.records.text import same

PART = course.load("assignment1").parts[0]


def passes(attempt: Attempt) -> None:
    """Full marks."""


def fails(attempt: Attempt) -> None:
    raise Failed(same("no"))


def breaks(attempt: Attempt) -> None:
    raise ZeroDivisionError


def thirds(attempt: Attempt) -> Share:
    return Share(1 / 3, Finding(message=same("some")))


def reads(graph: Graph) -> None:
    """Never reached after a failure."""


def trains(curve: Curve) -> None:
    """Full marks for any training."""


def check(function: Function, *after: Check, points: float = 10) -> Check:
    return Check(function, points, same("title"), after)


def results(*checks: Check, training: bool = True) -> dict[str, Result]:
    evidence = Evidence(PART, Attempt("CNN", None, None, ()), lambda _module, _recipe: pytest.fail("trained"))
    found = evaluate(
        list(checks),
        evidence,
        lambda line: Position(file="f", cell=None, line=line.line, text=""),
        training=training,
        provisional=lambda: True,
    )
    return {result.id: result for result in found}


def test_failure_blocks_what_depends_on_it_and_all_after_that() -> None:
    first = check(fails)
    second = check(reads, first)
    third = check(passes, second)
    found = results(first, second, third)
    assert {name: result.status for name, result in found.items()} == {
        "fails": "failed",
        "reads": "blocked",
        "passes": "blocked",
    }
    assert found["reads"].blocked_by == "fails"


def test_checks_own_fault_withholds_the_score() -> None:
    found = results(check(passes), check(breaks))
    assert found["breaks"].status == "error"
    part = PartReport(id="p", title=same("p"), taken=None, results=tuple(found.values()))
    assert part.earned is None


def test_share_earns_a_part_of_the_points() -> None:
    result = results(check(thirds))["thirds"]
    assert (result.status, result.earned) == ("partial", 3.33)


def test_training_is_not_asked_for_if_it_is_switched_off() -> None:
    assert results(check(trains), training=False)["trains"].status == "skipped"


def test_titles_are_known_without_importing_torch() -> None:
    code = "import sys; from grader.grading import course; course.titles(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_file_without_a_model_leaves_no_child(tmp_path: Path) -> None:
    path = tmp_path / "empty.py"
    path.write_text("print('hello')\n", encoding="utf-8")
    with pytest.raises(NothingToGrade):
        grade(path, course.load("assignment1"), Settings(training=False), silent)
    assert [child for child in psutil.Process().children() if "capture" in " ".join(child.cmdline())] == []
