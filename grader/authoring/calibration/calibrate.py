"""Trains right and wrong models of an assignment from many seeds and derives thresholds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.authoring.calibration.budget import recipes
from grader.authoring.calibration.models import Model, models
from grader.authoring.calibration.study import Study, study
from grader.authoring.calibration.trainings import CalibrationRun, train_all
from grader.base.errors import NothingToGrade
from grader.base.korean import quoted_with
from grader.base.progress import Progress
from grader.base.text import Text
from grader.checks.assignment import Assignment, Part
from grader.confinement.host import Host
from grader.grading.data_requirements import must_suit
from grader.grading.trainer import Settings, Trainer
from grader.records.assignment import Recipe
from grader.records.report import Curve

TRAINING = Text(ko="여러 시드로 학습하는 중", en="Training from many seeds")
LEAST_SEEDS = 2
"""Minimum number of seeds per model: a single score has no deviation."""


@dataclass(frozen=True)
class CalibrationRequest:
    """What to measure.

    Args:
        parts: the assignment's parts to train.
        seeds: the seeds for right models; wrong ones are trained from the first half of them.
        false_fail: the accepted probability that a right model is graded below full marks, 0 to 1.
        jobs: how many trainings run at a time.
        budgets: whether to try shorter and longer trainings as well (`calibration.budget`).
    """

    parts: Sequence[Part]
    seeds: range
    false_fail: float
    jobs: int
    budgets: bool = False


def calibrate(
    assignment: Assignment, wanted: CalibrationRequest, settings: Settings, host: Host, progress: Progress
) -> list[list[Study]]:
    """Return the studies of each part, one per recipe, shortest training first.

    A wrong model that cannot be trained, as its outputs are of another form, is in no study.

    Args:
        assignment: the assignment whose recipes and models are measured.
        wanted: what to measure.
        settings: the data to train on, and where finished trainings are kept.
        host: captures the examples.
        progress: called with the number of finished trainings.

    Raises:
        StaffError: a model or the data is unavailable, the data does not suit, or a training did not finish.
    """
    here = Trainer(settings, host, progress)
    for part in wanted.parts:  # download or generate the data once, before the pool starts
        must_suit(here.data(_recipe(part)), part)
    tried = [(part, recipe) for part in wanted.parts for recipe in _recipes(part, wanted, here)]
    found = models(assignment, host, progress)
    runs = [run for part, recipe in tried for run in planned(part, recipe, found[part.id], wanted.seeds)]
    runs.sort(key=lambda run: run.seed)  # so that a run stopped early has about as many for every model
    curves: dict[tuple[str, Recipe, str], dict[int, Curve]] = defaultdict(dict)
    progress(TRAINING, 0, len(runs))
    for number, (run, curve) in enumerate(train_all(runs, settings, host.tier.name, wanted.jobs), 1):
        curves[run.part, run.recipe, run.model][run.seed] = curve
        progress(TRAINING, number, len(runs))

    def study_of(part: Part, recipe: Recipe) -> Study:
        by_model = {
            model.name: [curve for _, curve in sorted(curves[part.id, recipe, model.name].items())]
            for model in found[part.id]
        }
        trained = [each for each in found[part.id] if not any(curve.stopped for curve in by_model[each.name])]
        finished = {each.name: by_model[each.name] for each in trained}
        return study(part, recipe, trained, finished, wanted.false_fail)

    return [[study_of(part, recipe) for whose, recipe in tried if whose is part] for part in wanted.parts]


def parts_to_train(assignment: Assignment, only: str | None) -> list[Part]:
    """Return the parts that are trained, or only the one asked for.

    Raises:
        NothingToGrade: there is no such part.
    """
    known = {part.id: part for part in assignment.parts if part.recipe}
    if not known:
        raise NothingToGrade(
            Text(
                ko=f"'{assignment.id}' 과제에는 학습하는 부분이 없으므로 잴 것이 없습니다.",
                en=f"No part of '{assignment.id}' is trained, so there is nothing to measure.",
            )
        )
    if only is not None and only not in known:
        names = ", ".join(known)
        raise NothingToGrade(
            Text(
                ko=f"'{assignment.id}' 과제에는 학습하는 부분 {quoted_with(only, '이')} 없습니다.",
                en=f"'{assignment.id}' has no part '{only}' that is trained.",
            ),
            Text(ko=f"있는 부분: {names}", en=f"There are: {names}"),
        )
    return [known[only]] if only else list(known.values())


def planned(part: Part, recipe: Recipe, found: Sequence[Model], seeds: range) -> list[CalibrationRun]:
    """Return the trainings of a part with a recipe: right models from all seeds, wrong ones from half."""
    few = seeds[: max(LEAST_SEEDS, (len(seeds) + 1) // 2)]
    return [
        CalibrationRun(part.id, model.name, model.graph, recipe, seed, model.right)
        for model in found
        for seed in (seeds if model.right else few)
    ]


def _recipes(part: Part, wanted: CalibrationRequest, here: Trainer) -> list[Recipe]:
    recipe = _recipe(part)
    if not wanted.budgets:
        return [recipe]
    return list(recipes(recipe, lambda each: len(here.data(each).train_images)))


def _recipe(part: Part) -> Recipe:
    assert part.recipe is not None
    return part.recipe
