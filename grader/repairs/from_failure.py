"""Drafts for a model that does not run: what the error says does not fit is made to fit."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from grader.records.capture_protocol import Broken
from grader.records.graph import Graph
from grader.repairs import (
    failed_applications,
    failed_calls,
    failed_constructors,
    failed_layers,
    failed_names,
    failed_results,
    failed_self,
    failed_settings,
    failed_sizes,
    failed_super,
    failed_tensors,
)
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.student_model import StudentModel

KINDS: Final[tuple[Callable[[Failure], Iterator[Draft]], ...]] = (
    failed_super.unset_module,
    failed_self.without_self,
    failed_names.misspelt,
    failed_names.unimported,
    failed_names.other_name,
    failed_self.function_for_a_layer,
    failed_self.other_variable,
    failed_calls.joined,
    failed_calls.layer_for_tensor,
    failed_calls.misspelt_argument,
    failed_layers.not_made,
    failed_layers.class_for_a_block,
    failed_layers.list_of_layers,
    failed_layers.with_a_comma,
    failed_layers.compared,
    failed_applications.annotated,
    failed_applications.with_a_comma_for_a_dot,
    failed_applications.unapplied,
    failed_applications.applied_twice,
    failed_applications.subscripted,
    failed_applications.quoted_numbers,
    failed_constructors.lacking_arguments,
    failed_constructors.superfluous_arguments,
    failed_tensors.reordered,
    failed_tensors.other_type,
    failed_sizes.channels,
    failed_sizes.inputs,
    failed_sizes.unflattened,
    failed_sizes.viewed,
    failed_sizes.normalised,
    failed_sizes.normalised_like_the_layer_before,
    failed_sizes.pooled_too_early,
    failed_settings.resized_maps,
    failed_results.returned,
    failed_results.parameters,
    failed_results.flattened,
    failed_results.order,
)
"""In this order, each yields edits for the failures that it knows."""


def drafts(model: StudentModel, broken: Broken, solutions: Sequence[Graph]) -> Iterator[Draft]:
    """Yield edits that may let a model run; the solutions' layers show which settings are usual."""
    failure = Failure(model, broken, solutions)
    for kind in KINDS:
        yield from kind(failure)
