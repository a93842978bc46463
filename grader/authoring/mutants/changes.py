"""Every single change of a Graph that a student might make.

Each change is one edit of the Graph. What must follow from it, such as another number of inputs, is fitted
afterwards (`grader.authoring.mutants.fit`).
"""

from collections.abc import Iterator
from typing import Final

from grader.authoring.mutants.besides import at_the_output, within
from grader.authoring.mutants.between import of_activations, of_poolings
from grader.authoring.mutants.kinds import Change
from grader.authoring.mutants.learning import of_learning, of_the_whole
from grader.authoring.mutants.skips import of_joins
from grader.authoring.mutants.weighted import of_weighted_layers
from grader.records.graph import Graph

FAMILIES: Final = (
    of_weighted_layers, of_activations, of_poolings, of_joins, within, at_the_output, of_learning,
    of_the_whole,
)  # fmt: skip


def changes(graph: Graph) -> Iterator[Change]:
    """Yield the single changes of a Graph."""
    for family in FAMILIES:
        for kind, where, draft in family(graph):
            yield Change(kind, where, draft.graph())
