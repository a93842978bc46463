"""A criterion that any part may apply to its model. A rubric gives it points, and makes it a check."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TypedDict

from grader.base.text import Text
from grader.checks.verdict import Failed, Share

Function = Callable[..., Share | None]
"""Judges a model by the evidence that its arguments' types ask for (`grader.checks.evidence`)."""

RUNS = "runs"
"""The id of the check that the model runs, which almost every other check requires."""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A requirement on a model, its title, and the checks that must pass first.

    Args:
        id: the name in reports and examples, after the part's `check_prefix`.
        title: the title that the student sees.
        function: judges a model.
        requires: the ids of the checks that must pass first; None for those of `usually` that the part has.
        hidden: whether students' own reports omit it before the due date.
        usually: the ids that it requires by default.
        general: whether it also holds of a model that has nothing of what the part asks for, such as one
            without layers. It earns nothing for a model of which nothing but general criteria hold.
    """

    id: str
    title: Text
    function: Function
    requires: str | tuple[str, ...] | None = None
    hidden: bool = False
    usually: tuple[str, ...] = (RUNS,)
    general: bool = False


def all_or_nothing(criterion: Criterion) -> Criterion:
    """Return a criterion that gives all of its points or none, where this one gives a share.

    For checks of few points: a share of two or three is too little for a mistake.
    """

    @wraps(criterion.function)
    def judged(*evidence: object) -> None:
        answer = criterion.function(*evidence)
        if answer is not None:
            raise Failed.of(answer.finding)

    return replace(criterion, function=judged)


class Standing(TypedDict, total=False):
    """The settings that a rubric may change for any criterion."""

    requires: str | tuple[str, ...]
    hidden: bool


class OwnWords(Standing, total=False):
    """The settings that a rubric may change for a criterion with a standard id and title."""

    id: str
    title: Text
