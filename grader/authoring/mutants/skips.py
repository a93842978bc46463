"""Changes of a join of two maps, such as a skip connection."""

from typing import Final

from grader.authoring.mutants.draft import GraphDraft
from grader.authoring.mutants.kinds import POOLINGS, Made, each, label
from grader.records.graph import Argument, Graph, Value, references

ON_THE_WAY: Final[tuple[tuple[str, str, tuple[Argument, ...]], ...]] = (
    ("skip carries nothing", "mul.Scalar", (0.0,)),
    ("skip carries nothing", "mul.Scalar", (1e-30,)),
    ("skip detached", "detach.default", ()),
)
"""What may be done to a skip, and which operation does it."""


def of_joins(graph: Graph) -> Made:
    """Yield the changes of every concatenation of two maps; the later one is the decoder's."""
    for index in each(graph, ("cat",)):
        maps = [read for read in references(graph.nodes[index]) if isinstance(read, Value)]
        if len(maps) == 2:
            skip, decoder = sorted(maps, key=lambda value: value.node)
            yield from _joined(graph, index, decoder, skip)
            yield from _on_the_way(graph, index, decoder, skip)


def _joined(graph: Graph, index: int, decoder: Value, skip: Value) -> Made:
    name, (maps, dim) = label(graph, index), graph.nodes[index].args
    draft = GraphDraft(graph)
    draft.reroute(Value(index), decoder)
    yield "skip dropped", name, draft
    draft = GraphDraft(graph)
    draft.change(index, op="add.Tensor", args=(decoder, skip, 1))
    yield "skip added up", name, draft
    draft = GraphDraft(graph)
    draft.change(index, args=((decoder, decoder), dim))
    yield "skip of itself", name, draft
    if isinstance(maps, tuple):
        draft = GraphDraft(graph)
        draft.change(index, args=(maps[::-1], dim))
        yield "other order of a skip", name, draft
    draft = GraphDraft(graph)
    draft.change(index, args=(maps, 2))
    yield "skip joined along another dimension", name, draft


def _on_the_way(graph: Graph, index: int, decoder: Value, skip: Value) -> Made:
    name, dim = label(graph, index), graph.nodes[index].args[1]
    for kind, op, more in ON_THE_WAY:
        draft = GraphDraft(graph)
        made = draft.add(op, skip, *more, after=decoder.node)
        draft.change(index, args=((decoder, made), dim))
        yield kind, " ".join((f"{name}:", op.split(".")[0], *map(str, more))), draft
    for pooling in each(graph, POOLINGS):
        if skip in references(graph.nodes[pooling]):
            draft = GraphDraft(graph)
            larger = (Value(pooling), None, (2.0, 2.0))
            made = draft.add("upsample_nearest2d.vec", *larger, after=decoder.node)
            draft.change(index, args=((decoder, made), dim))
            yield "skip from another level", f"{name}: the pooled map, enlarged", draft
