"""How long the brief training must be: budgets that are tried, and the least that is enough."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from grader.authoring.calibration.study import Study
from grader.authoring.calibration.thresholds import Proposal, Scores
from grader.records.assignment import Recipe

LESS = (4, 2)
"""What the recipe's images are divided by."""


def recipes(recipe: Recipe, images: Callable[[Recipe], int]) -> Iterator[Recipe]:
    """Yield the recipe with a quarter and a half of its images, itself, and one that is twice as long.

    That one trains on twice the images, or for twice the epochs where there are no more images.

    Args:
        recipe: the assignment's own.
        images: how many images to train on there are for a recipe; no more than it asks for.
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
    """Return the wrong models that stay below the line that is proposed; none where none is."""
    return study.told(study.proposal.threshold.full_from) if isinstance(study.proposal, Proposal) else ()


def least(studies: Sequence[Study]) -> Study | None:
    """Return the shortest training that tells as many wrong models as any; None if no line can be proposed.

    Args:
        studies: of one part, the shortest training first.
    """
    lines = [each for each in studies if isinstance(each.proposal, Proposal)]
    return max(lines, key=lambda each: len(separated(each)), default=None)  # the first of equals
