"""Drafts for a model that runs: what breaks a rule, or is unusual among the assignment's solutions."""

from collections.abc import Callable, Collection, Iterator
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
    odd_calculations.reshaped,
    odd_calculations.repeated,
)
"""These hold for any model."""
FREE_RULES: Final[dict[Rule, frozenset[str]]] = {
    odd_layers.tail: frozenset({"none_on_the_output", "has_output_shape"}),
    odd_layers.unusual: frozenset({"obey_the_rule", "goes_up", "has_output_shape"}),
    odd_layers.linear: frozenset({"between_convolutions"}),
    skips.added: frozenset({"carries_skips"}),
    skips.unjoined: frozenset({"carries_skips"}),
    skips.unread: frozenset({"carries_skips"}),
    skips.overwritten: frozenset({"carries_skips"}),
    skips.joined_too_much: frozenset({"depends_on_bottleneck", "carries_skips"}),
    resizing.sliced: frozenset({"goes_down"}),
    resizing.strided: frozenset({"goes_down", "obey_the_rule"}),
    resizing.enlarged: frozenset({"goes_up", "has_levels"}),
    levels.levels: frozenset({"has_levels"}),
    widths.widths: frozenset({"has_parameters_between"}),
}
"""These hold for a model without a reference; each with the functions of the checks that it serves."""
ANY_MODEL: Final = frozenset(
    {
        "runs",
        "any_batch_size",
        "independent_of_neighbours",
        "uses_all_parameters",
        "learns_everywhere",
        "self_made",
        "reaches",
    }
)
"""The functions of checks that the rules for any model serve, or none."""


def drafts(subject: Subject, lost: Collection[str], *, free: bool) -> Iterator[Draft]:
    """Yield edits by rules for any model; if it is `free`, also by what is usual in the solutions.

    Args:
        subject: the model.
        lost: the functions of the checks that lost points; a teacher's own may be served by any rule.
        free: whether it is compared with no reference.
    """
    known = ANY_MODEL.union(*FREE_RULES.values())
    for rule in RULES:
        yield from rule(subject)
    for rule, serves in FREE_RULES.items() if free else ():
        if serves & set(lost) or not known.issuperset(lost):
            yield from rule(subject)
