"""What the trainings of one part show."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.authoring.calibration.measured import UNTRAINED
from grader.authoring.calibration.models import Model
from grader.authoring.calibration.thresholds import Proposal, Scores, chance, graded, propose, scores
from grader.base.text import Text
from grader.checks.assignment import Part
from grader.records.assignment import Recipe, Threshold
from grader.records.measure import Measure
from grader.records.report import Curve


@dataclass(frozen=True, kw_only=True)
class Study:
    """One part of an assignment on one data set, trained by one recipe.

    Args:
        part: the part.
        recipe: the part's own, or another that is tried.
        data: the name of the data.
        images: how many to train and to test.
        seconds: what a training of the reference takes, the median.
        seeds: of the right models' trainings; wrong ones have the first of them.
        measure: what the scores are.
        found: the models, the reference first, then right ones, then wrong ones.
        untrained: what the reference scored before its trainings.
        false_fail: how often a right model may be graded below the line for full marks, 0 to 1.
        proposal: the threshold that follows, or why none does.
        in_force: the assignment's own threshold for the data, if it has one and the recipe is its own.
        graded: what grading by `rule` makes of each training, by model; nothing if there is no rule.
    """

    part: Part
    recipe: Recipe
    data: str
    images: tuple[int, int]
    seconds: float
    seeds: tuple[int, ...]
    measure: Measure
    found: tuple[Scores, ...]
    untrained: Scores
    false_fail: float
    proposal: Proposal | Text
    in_force: Threshold | None
    graded: Mapping[str, tuple[float, ...]]

    @property
    def rule(self) -> Threshold | None:
        """The threshold in force, else the one that is proposed."""
        return _rule(self.in_force, self.proposal)

    @property
    def wrong(self) -> tuple[Scores, ...]:
        """The wrong models."""
        return tuple(each for each in self.found if not each.right)

    def told(self, line: float) -> tuple[Scores, ...]:
        """The wrong models that stay below a line in every training."""
        return tuple(each for each in self.wrong if max(each.all) < line)


def _rule(in_force: Threshold | None, proposal: Proposal | Text) -> Threshold | None:
    return in_force or (proposal.threshold if isinstance(proposal, Proposal) else None)


def study(
    part: Part,
    recipe: Recipe,
    models: Sequence[Model],
    curves: Mapping[str, list[Curve]],
    false_fail: float,
) -> Study:
    """Return what trainings show.

    Args:
        part: what was trained.
        recipe: how.
        models: the reference, right ones, wrong ones.
        curves: the trainings of each, by seed, all on the same data.
        false_fail: how often a right model may be graded below the line for full marks, 0 to 1.
    """
    reference = curves[models[0].name]
    first = reference[0]
    known = part.thresholds.get(first.data)
    in_force = known if recipe == part.recipe else None
    untrained = [curve.before for curve in reference if curve.before is not None]
    nothing = chance(untrained, known.chance if known else None, first.measure)
    found = tuple(
        scores(each.name, each.right, [curve.score for curve in curves[each.name]], nothing)
        for each in models
    )
    proposal = propose(found, nothing, first.measure, false_fail)
    rule = _rule(in_force, proposal)
    return Study(
        part=part,
        recipe=recipe,
        data=first.data,
        images=(first.train_images, first.test_images),
        seconds=statistics.median(curve.seconds for curve in reference),
        seeds=tuple(curve.seed for curve in reference),
        measure=first.measure,
        found=found,
        untrained=scores(UNTRAINED, False, untrained, nothing),
        false_fail=false_fail,
        proposal=proposal,
        in_force=in_force,
        graded={name: graded(each, rule) for name, each in curves.items()} if rule else {},
    )


def own(studies: Sequence[Study]) -> Study:
    """Return, of the studies of one part, the one by the recipe that the part has."""
    return next(each for each in studies if each.recipe == each.part.recipe)
