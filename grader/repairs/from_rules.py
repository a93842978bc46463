"""Drafts for a model that runs: what breaks a rule, or is unusual among the assignment's solutions."""

from collections.abc import Callable, Iterator
from typing import Final

from grader.repairs import cut_off, levels, odd_calculations, odd_layers, resizing, skips, widths
from grader.repairs.draft import Draft
from grader.repairs.subject import Subject

Rule = Callable[[Subject], Iterator[Draft]]

RULES: Final[tuple[Rule, ...]] = (
    odd_layers.outputs,
    cut_off.detached,
    cut_off.listed,
    odd_calculations.batches,
    cut_off.unused,
    cut_off.loaded,
    odd_calculations.arithmetic,
    odd_calculations.cropped,
    odd_layers.unflattened,
    odd_calculations.several,
)
"""These hold for any model."""
FREE_RULES: Final[tuple[Rule, ...]] = (
    odd_layers.tail,
    odd_layers.unusual,
    odd_layers.linear,
    skips.added,
    skips.unjoined,
    skips.overwritten,
    skips.joined_too_much,
    resizing.sliced,
    resizing.strided,
    resizing.enlarged,
    levels.levels,
    widths.widths,
)
"""These hold for a model that is compared with no reference."""


def drafts(subject: Subject, *, free: bool) -> Iterator[Draft]:
    """Yield edits by rules for any model; if it is `free`, also by what is usual in the solutions."""
    for rule in (*RULES, *(FREE_RULES if free else ())):
        yield from rule(subject)
