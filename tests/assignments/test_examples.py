"""Every example gets the verdicts that its own first lines ask for."""

import re
from pathlib import Path

import pytest

from grader.checks.authoring import Assignment
from grader.grading.grade import Settings, grade
from grader.records.progress import silent
from grader.records.report import Report, Result
from tests.assignments.conftest import Grade
from tests.assignments.expectations import EXAMPLES, agrees, checks, expectation, remarks

FILES = sorted(EXAMPLES.iterdir())
HANGUL, LATIN = re.compile("[가-힣]"), re.compile("^[^가-힣]+$")
TRAINED = ("right_lab_notebook.ipynb", "wrong_softmax.ipynb", "wrong_sigmoid.py", "wrong_zero_weights.ipynb")


def results(report: Report) -> dict[str, Result]:
    return {result.id: result for part in report.parts for result in part.results}


def surprises(report: Report, expected: dict[str, str]) -> dict[str, str]:
    """The checks whose status is not the expected one, and what it is."""
    found = results(report)
    assert found.keys() == expected.keys()
    return {
        name: f"{found[name].status}, expected {status}"
        for name, status in expected.items()
        if not agrees(found[name].status, status)
    }


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=pytest.mark.slow if "endless" in path.name else ()) for path in FILES],
    ids=lambda path: path.name,
)
def test_an_example_gets_the_statuses_that_it_asks_for(
    path: Path, assignment: Assignment, graded: Grade
) -> None:
    expected = expectation(remarks(path)["expect"]).statuses(assignment, training=False)
    report = graded(path)
    assert surprises(report, expected) == {}
    assert untold(report) == []


def untold(report: Report) -> list[str]:
    """The checks that cost points without a reason in both languages."""
    return [
        result.id
        for result in results(report).values()
        if result.status in ("failed", "partial")
        and not (result.message and HANGUL.search(result.message.ko) and LATIN.search(result.message.en))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINED)
def test_a_trained_example_gets_the_statuses_that_it_asks_for(name: str, assignment: Assignment) -> None:
    path = EXAMPLES / name
    report = grade(path, assignment, Settings(data="standin", device="cpu"), silent)
    expected = expectation(remarks(path)["expect"]).statuses(assignment, training=True)
    assert surprises(report, expected) == {}
    assert results(report)["accuracy"].provisional


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_example_names_checks_that_exist_and_says_what_is_wrong(
    path: Path, assignment: Assignment
) -> None:
    said = remarks(path)
    assert expectation(said["expect"]).named.keys() <= {check.id for check in checks(assignment)}
    assert path.name.startswith("wrong") == ("mistake" in said)
    assert path.name.startswith("wrong") or said["expect"] == "full"


def test_every_check_is_failed_by_an_example(assignment: Assignment) -> None:
    named = [expectation(remarks(path)["expect"]).named for path in FILES]
    shown = {name for clauses in named for name, status in clauses.items() if status != "blocked"}
    assert {check.id for check in checks(assignment)} - shown == set()


@pytest.mark.parametrize(
    "line", ["runs", "runs broken", "rest blocked, runs failed", "rest failed", "runs failed,"]
)
def test_an_expectation_that_follows_no_grammar_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no expectation"):
        expectation(line)
