"""Every kind that `grade new --kind` begins with is a whole assignment."""

from pathlib import Path

import click
import pytest

from grader.authoring import build, scaffold
from grader.authoring.mistakes import Mistake
from grader.authoring.validate import validate
from grader.base.progress import silent
from grader.cli.commands.new import declare
from grader.grading import course
from grader.grading.grade import grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.report import Report
from tests.hosts import shared

FURTHER = [kind for kind in scaffold.KINDS if kind != scaffold.CNN]
MODELS = [kind for kind in FURTHER if (scaffold.TEMPLATES / kind / "calibration.md").exists()]
"""Kinds that ask for a model; the others ask for a function, a loop or data code."""


@pytest.fixture
def begun(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an assignment of the kind, in a course of its own."""
    name = f"begun_{request.param}"
    scaffold.write(name, tmp_path, request.param)
    monkeypatch.setenv(course.COURSE, str(tmp_path))
    build.write(course.load(name, captured=False), shared())
    course._made.cache_clear()  # a process reads an assignment once, and this one has been built since
    return name


def statuses(name: str, *, training: bool) -> list[tuple[str, str, str]]:
    def graded(path: Path, trains: bool) -> Report:
        settings = Settings(data=("standin",), device="cpu", training=trains)
        return grade(read(path), course.load(name), settings, shared(), silent)

    found = validate(course.load(name), graded, shared(), training=training)
    return [(each.rule.en, each.status, "; ".join(text.en for text in each.details)) for each in found]


@pytest.mark.slow
@pytest.mark.parametrize("begun", FURTHER, indirect=True)
def test_validate_holds_what_a_kind_begins_with(begun: str) -> None:
    broken = [each for each in statuses(begun, training=True) if each[1] == "broken"]
    assert broken == []


@pytest.mark.parametrize("kind", MODELS)
def test_kind_has_at_least_eight_mistakes(kind: str) -> None:
    namespace: dict[str, object] = {}
    exec((scaffold.TEMPLATES / kind / "mistakes.py").read_text(encoding="utf-8"), namespace)
    mistakes = namespace["MISTAKES"]
    assert isinstance(mistakes, tuple)
    assert len(mistakes) >= 8
    assert all(isinstance(each, Mistake) for each in mistakes)


def test_new_offers_the_kinds_and_refuses_another() -> None:
    assert set(FURTHER) == {
        "data",
        "function",
        "gan",
        "loop",
        "lstm",
        "mlp",
        "rnn",
        "siamese",
        "tabular",
        "transformer",
        "unet",
        "vae",
    }
    command = declare("en")
    with pytest.raises(
        click.BadParameter, match="'robot' is not one of 'cnn', 'data', 'function', 'gan', 'loop'"
    ):
        command.make_context("new", ["hw", "--kind", "robot"])
