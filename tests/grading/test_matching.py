"""Which model is taken for which part."""

import pytest

from grader.grading import course
from grader.grading.matching import EXACT, OTHER, SIMILAR, SPELLING, likeness, match, worth_capturing
from grader.records.capture import Captured, Outcome
from grader.records.source import Candidate, Line

ASSIGNMENT = course.load("assignment1")
SHAPE = (3, 32, 32)


def candidate(name: str, *, written: bool = True, inner: bool = False) -> Candidate:
    return Candidate(name, "class", Line(0, 1), (), (), written, inner)


@pytest.mark.parametrize(
    ("name", "model", "expected"),
    [
        ("LeNet5", "LeNet5", EXACT),
        ("Lenet_5", "LeNet5", SPELLING),
        ("LeNet", "LeNet5", SIMILAR),
        ("MyLeNet5", "LeNet5", SIMILAR),
        ("ExampleCNN", "CNN", SIMILAR),
        ("Net", "LeNet5", OTHER),
        ("Model", "CNN", OTHER),
    ],
)
def test_likeness_of_names(name: str, model: str, expected: int) -> None:
    assert likeness(name, model) == expected


def taken(candidates: list[Candidate], references: dict[str, str]) -> dict[str, str]:
    graphs = ASSIGNMENT.references
    outcomes: dict[tuple[str, tuple[int, ...]], Outcome] = {
        (name, SHAPE): Captured(graphs[which], f"{name}()") for name, which in references.items()
    }
    return {
        part: found.candidate.name for part, found in match(ASSIGNMENT.parts, candidates, outcomes).items()
    }


def test_names_decide_before_structure() -> None:
    found = taken([candidate("CNN"), candidate("LeNet5")], {"CNN": "LeNet5", "LeNet5": "CNN"})
    assert found == {"cnn": "CNN", "lenet5": "LeNet5"}


def test_models_of_other_names_are_told_apart_by_their_layers() -> None:
    found = taken([candidate("Net"), candidate("Model")], {"Net": "LeNet5", "Model": "CNN"})
    assert found == {"cnn": "Model", "lenet5": "Net"}


def test_blocks_are_not_taken_for_models() -> None:
    found = taken([candidate("Block", inner=True), candidate("LeNet5")], {"Block": "CNN", "LeNet5": "LeNet5"})
    assert found == {"lenet5": "LeNet5"}


def test_written_model_is_taken_before_an_empty_one_of_the_right_name() -> None:
    found = taken([candidate("LeNet5", written=False), candidate("MyLeNet5")], {"MyLeNet5": "LeNet5"})
    assert found["lenet5"] == "MyLeNet5"


def test_empty_template_is_found_by_its_name() -> None:
    assert taken([candidate("LeNet5", written=False)], {}) == {"lenet5": "LeNet5"}


def test_only_named_models_are_run_if_every_part_has_one() -> None:
    candidates = [candidate("CNN"), candidate("LeNet5"), candidate("VGG")]
    assert [each.name for each in worth_capturing(ASSIGNMENT.parts, candidates)] == ["CNN", "LeNet5"]
    assert len(worth_capturing(ASSIGNMENT.parts, candidates[1:])) == 2
