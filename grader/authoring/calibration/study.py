"""What the trainings of one part show, as numbers."""

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
        recipe: the part's own recipe, or another one that is tried.
        data: the name of the data.
        images: the number of training images and of test images.
        seconds: the median time of a training of the reference.
        seeds: the seeds of the right models' trainings; wrong models use the first of them.
        measure: what the scores measure.
        found: the models' scores: the reference's, then right models', then wrong ones'.
        untrained: the reference's scores before its trainings.
        false_fail: how often a right model may be graded below the line for full marks, 0 to 1.
        proposal: the threshold that follows, or the reason why none does.
        in_force: the assignment's own threshold for the data, if it has one and the recipe is the part's own.
        graded: the scores that grading by `rule` gives the trainings, by model; empty if there is no rule.
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
        """The threshold in force, or else the proposed one."""
        return _rule(self.in_force, self.proposal)

    @property
    def wrong(self) -> tuple[Scores, ...]:
        """The wrong models."""
        return tuple(each for each in self.found if not each.right)

    def told(self, line: float) -> tuple[Scores, ...]:
        """Return the wrong models that stay below a line in every training."""
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
    """Return the study of a part's trainings.

    Args:
        part: the part whose models were trained.
        recipe: how they were trained.
        models: the reference, then right models, then wrong ones.
        curves: the trainings of each model in order of their seeds, all on the same data.
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
    """Return the one of a part's studies that used the part's own recipe."""
    return next(each for each in studies if each.recipe == each.part.recipe)
