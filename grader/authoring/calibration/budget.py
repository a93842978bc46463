"""How long the brief training must be: the budgets to try, and the smallest that is enough."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from grader.authoring.calibration.study import Study
from grader.authoring.calibration.thresholds import Proposal, Scores
from grader.records.assignment import Recipe

LESS = (4, 2)
"""Divisors of the recipe's number of images, for the smaller budgets."""


def recipes(recipe: Recipe, images: Callable[[Recipe], int]) -> Iterator[Recipe]:
    """Yield the recipe with a quarter and with half of its images, the recipe itself, and one twice as long.

    The last one trains on twice the images, or for twice the epochs if there are not enough images.

    Args:
        recipe: the assignment's own recipe.
        images: returns the number of training images available to a recipe, at most what it asks for.
    """
    there = images(recipe)
    for divisor in LESS:
        if (fewer := there // divisor) >= recipe.batch:
            yield msgspec.structs.replace(recipe, train_images=fewer)
    yield recipe
    twice = msgspec.structs.replace(recipe, train_images=2 * there)
    if images(twice) < twice.train_images:
        twice = msgspec.structs.replace(recipe, epochs=2 * recipe.epochs)
    yield twice


def separated(study: Study) -> tuple[Scores, ...]:
    """Return the wrong models that stay below the proposed line; none if no line is proposed."""
    return study.told(study.proposal.threshold.full_from) if isinstance(study.proposal, Proposal) else ()


def least(studies: Sequence[Study]) -> Study | None:
    """Return the shortest training that separates the most wrong models; None if no line can be proposed.

    Args:
        studies: the studies of one part, shortest training first.
    """
    lines = [each for each in studies if isinstance(each.proposal, Proposal)]
    return max(lines, key=lambda each: len(separated(each)), default=None)  # max returns the first of equals
