# ruff: noqa: E501 - an edit reads best on one line
"""Functions, training loops and written answers, from the file to the report."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import intake
from grader.authoring import build
from grader.base.errors import StaffError
from grader.checks.assignment import Assignment
from grader.grading import course
from grader.grading.course import Course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.records.report import Report, Result
from grader.records.source import Position
from tests.hosts import shared

FIXTURE = Path(__file__).parent / "fixtures" / "course"
RIGHT = (FIXTURE / "reference" / "hw.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assignment]:
    folder = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(FIXTURE, folder)
    build.write(Course(folder).load("hw", captured=False), shared())
    course.use(folder)
    yield course.load("hw")
    course.use(None)


def graded(text: str, homework: Assignment, folder: Path) -> Report:
    file = folder / "hw.py"
    file.write_text(text, encoding="utf-8")
    settings = Settings(device="cpu", training=False)
    return grade(intake.read(file), homework, settings, shared(), lambda *_: None)


def results(report: Report) -> dict[str, Result]:
    return {result.id: result for part in report.parts for result in part.results}


def changed(old: str, new: str) -> str:
    assert RIGHT.count(old) == 1, old
    return RIGHT.replace(old, new)


def line(result: Result) -> str:
    (position, *_) = result.at
    assert isinstance(position, Position)
    return position.text


def test_the_reference_gets_all_points_but_those_that_a_person_gives(
    homework: Assignment, tmp_path: Path
) -> None:
    report = graded(RIGHT, homework, tmp_path)

    assert {name: each.status for name, each in results(report).items() if each.status != "passed"} == {
        "answer": "error"
    }
    assert report.earned is None
    assert [part.id for part in report.parts] == [part.id for part in homework.every_part]


def test_an_answer_waits_for_a_person_with_its_rubric(homework: Assignment, tmp_path: Path) -> None:
    answer = results(graded(RIGHT, homework, tmp_path))["answer"]

    assert answer.awaited is True
    assert answer.hint is not None
    assert "이유 두 가지" in answer.hint.ko


WRONG = [
    pytest.param("(logits.argmax(1) == labels).float().mean()", "(logits.argmax(1) == labels).sum()", {"values"}, id="count"),
    pytest.param(
        "return (logits.argmax(1) == labels).float().mean().item()",
        "return sum(float(r.argmax() == t) for r, t in zip(logits, labels)) / len(labels)",
        {"vectorised"},
        id="a loop over the batch",
    ),
    pytest.param(
        "return (logits.argmax(1) == labels)",
        "if len(labels) > 8:\n        raise ValueError(len(labels))\n    return (logits.argmax(1) == labels)",
        {"vectorised"},
        id="a batch of a fixed size",
    ),
    pytest.param("return (logits.argmax(1)", "logits += 1\n    return (logits.argmax(1)", {"leaves_inputs"}, id="in place"),
    pytest.param("(logits.argmax(1) == labels)", "(logits[torch.randperm(len(logits))].argmax(1) == labels)", {"values"}, id="another order"),
    pytest.param(
        "(logits.logsumexp(1) -",
        "(logits.exp().sum(1).log() -",
        {"loss_stable", "loss_derivatives"},
        id="unstable",
    ),
    pytest.param("labels]).mean()", "labels]).mean().detach()", {"loss_derivatives"}, id="no gradient"),
    pytest.param("    model.eval()\n", "", {"evaluation_values"}, id="no eval"),
    pytest.param("mean(axis=0)", "mean(axis=1)", {"numbers_values", "numbers_forms"}, id="other axis"),
    pytest.param("return 2 * x * gradient", "return x * gradient", {"square_derivatives"}, id="wrong backward"),
    pytest.param("            optimizer.zero_grad()\n", "", {"training_zeroes"}, id="no zero_grad"),
    pytest.param("lr=lr", "lr=0.5", {"training_optimizer"}, id="other learning rate"),
    pytest.param("range(epochs)", "range(epochs - 1)", {"training_epochs"}, id="other epochs"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "lost"), WRONG)
def test_a_mistake_costs_its_own_check(
    old: str, new: str, lost: set[str], homework: Assignment, tmp_path: Path
) -> None:
    found = results(graded(changed(old, new), homework, tmp_path))

    assert {name for name, each in found.items() if each.status not in ("passed", "error")} == lost


def test_a_wrong_case_is_named_and_costs_its_share(homework: Assignment, tmp_path: Path) -> None:
    text = changed(
        "(logits.argmax(1) == labels)", "(logits.float().argmax(1) == labels.clamp(max=len(labels)))"
    )
    text = text.replace(
        "return (logits", "if len(labels) == 1:\n        raise ValueError('one')\n    return (logits", 1
    )

    values = results(graded(text, homework, tmp_path))["values"]

    assert values.status == "partial"
    assert values.message is not None
    assert values.message.en.startswith("[one image] ")
    assert line(values) == "raise ValueError('one')"


def test_no_expected_value_is_told(homework: Assignment, tmp_path: Path) -> None:
    values = results(
        graded(changed("(logits.argmax(1) == labels)", "(logits.argmin(1) == labels)"), homework, tmp_path)
    )["values"]

    assert values.expected is None
    assert values.found is None


def test_a_function_that_is_not_there_or_empty_is_told_so(homework: Assignment, tmp_path: Path) -> None:
    text = changed("def accuracy(", "def exactness(").replace(
        "return (logits.logsumexp(1) - logits[torch.arange(len(labels)), labels]).mean()", "pass"
    )
    found = results(graded(text, homework, tmp_path))

    assert found["runs"].message is not None
    assert found["runs"].message.en == "There is no function accuracy in the file."
    assert found["loss_runs"].message is not None
    assert found["loss_runs"].message.en == "cross_entropy is still empty."
    assert {found[name].status for name in ("values", "forms", "loss_values")} == {"blocked"}


def test_expected_values_of_other_cases_are_refused(homework: Assignment, tmp_path: Path) -> None:
    folder = tmp_path / "course"
    shutil.copytree(homework.here.parents[1], folder)
    file = folder / "assignments" / "hw" / "assignment.py"
    file.write_text(file.read_text("utf-8").replace("manual_seed(1)", "manual_seed(2)"), "utf-8")

    with pytest.raises(StaffError, match="out of date"):
        Course(folder).load("hw")


def test_the_documented_file_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "assignment-file.md").read_text("utf-8")
    (snippet,) = re.findall(r"^```py\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    file = tmp_path / "assignments" / "documented" / "assignment.py"
    file.parent.mkdir(parents=True)
    file.write_text(snippet, "utf-8")

    found = Course(tmp_path).load("documented", captured=False)

    assert [part.id for part in found.code_parts] == ["loss", "accuracy", "training", "loaders", "why"]
