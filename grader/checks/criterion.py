"""A question that any part may ask of its model. A rubric gives it points, and makes it a check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from grader.base.text import Text
from grader.checks.verdict import Share

Function = Callable[..., Share | None]
"""It asks for its evidence by the types of its arguments (`grader.checks.evidence`)."""

RUNS = "runs"
"""The id of the check that there is a model to ask: as good as every other one requires it."""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What is asked, what it is called, and what must be passed before it.

    Args:
        id: how reports and examples refer to it; the part's `check_prefix` is put before it.
        title: what the student sees of it.
        function: answers it.
        requires: the ids of the checks that must pass first; None: those of `usually` that the part has.
        hidden: whether students' own reports leave it out before the due date.
        usually: what it requires where its author says nothing else.
    """

    id: str
    title: Text
    function: Function
    requires: str | tuple[str, ...] | None = None
    hidden: bool = False
    usually: tuple[str, ...] = (RUNS,)


class Standing(TypedDict, total=False):
    """What a rubric may say of where any criterion stands among the others."""

    requires: str | tuple[str, ...]
    hidden: bool


class OwnWords(Standing, total=False):
    """What a rubric may say of a criterion in the place of the standard words."""

    id: str
    title: Text
