"""Hand-made trainings."""

from collections.abc import Sequence

from grader.authoring.calibration.models import Model
from grader.authoring.calibration.study import Study, study
from grader.authoring.calibration.thresholds import Scores, scores
from grader.base.text import Text, same
from grader.checks.assignment import Part
from grader.grading import course
from grader.records.assignment import Recipe, Threshold
from grader.records.report import Curve, Epoch

LINE = Threshold(zero_below=0.3, full_from=0.5, chance=0.15, noise=0.02)
CHANCE = 0.15
RECIPE = Recipe(train_images=100, test_images=50, epochs=2, batch=10, learning_rate=1e-3)
PART = Part(
    id="net",
    model="Net",
    title=Text(ko="망", en="The net"),
    input=(1,),
    output=(1,),
    recipe=RECIPE,
    thresholds={"folder": LINE},
)
GOOD, BAD = (0.6, 0.62, 0.61, 0.63), (0.2, 0.22, 0.21)


def curves(found: Sequence[float], data: str = "folder") -> list[Curve]:
    """A training a score, by seed from 0."""
    return [
        Curve(
            data=data, data_title=same("images"), device="cpu", seed=seed, train_images=100,
            test_images=50, measure="accuracy", before=0.08 + seed / 100,
            epochs=(Epoch(1.0, score),), seconds=1.0,
        )
        for seed, score in enumerate(found)
    ]  # fmt: skip


def scored(model: str, *found: float, right: bool = True) -> Scores:
    return scores(model, right, found, CHANCE)


def studied(
    right: Sequence[float] = GOOD,
    wrong: Sequence[float] | None = BAD,
    data: str = "folder",
    p: float = 0.001,
    recipe: Recipe = RECIPE,
) -> Study:
    """What the trainings of the reference, another right model and a wrong one show."""
    graph = course.load("assignment1").references["LeNet5"]
    models = [Model("Net", graph, True), Model("other", graph, True), Model("softmax", graph, False)]
    found = {"Net": curves(GOOD, data), "other": curves(right, data), "softmax": curves(wrong or BAD, data)}
    return study(PART, recipe, models if wrong else models[:2], found, p)
