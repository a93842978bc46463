"""Changes of activations and poolings."""

from typing import Final

from grader.analysis.flow import operation
from grader.authoring.mutants.draft import GraphDraft
from grader.authoring.mutants.kinds import (
    ACTIVATIONS,
    CONVOLUTIONS,
    LAYERS,
    POOLINGS,
    Made,
    each,
    label,
    without,
)
from grader.records.graph import Argument, Graph, Value, references

FUNCTIONS: Final[dict[str, tuple[str, tuple[Argument, ...]]]] = {
    "ReLU": ("relu.default", ()),
    "Sigmoid": ("sigmoid.default", ()),
    "Tanh": ("tanh.default", ()),
    "LeakyReLU": ("leaky_relu.default", (0.01,)),
}


def of_activations(graph: Graph) -> Made:
    """Yield the changes of activations, and those that are one too many."""
    for index in each(graph, ACTIVATIONS):
        name = label(graph, index)
        yield "activation dropped", name, without(graph, index)
        for other, (op, more) in FUNCTIONS.items():
            if op != graph.nodes[index].op:
                draft = GraphDraft(graph)
                draft.change(index, op=op, args=(graph.nodes[index].args[0], *more))
                yield "other activation", f"{name}: {other}", draft
        draft = GraphDraft(graph)
        draft.insert(Value(index), graph.nodes[index].op, *graph.nodes[index].args[1:], after=index)
        yield "activation added", f"{name}, twice", draft
    for index in each(graph, LAYERS):
        if not _ends_at(graph, index) and not _is_activated(graph, index):
            draft = GraphDraft(graph)
            draft.insert(Value(index), "relu.default", after=index)
            yield "activation added", f"ReLU after {label(graph, index)}", draft


def _ends_at(graph: Graph, index: int) -> bool:
    """Whether nothing with weights follows a node."""
    return not any(later > index for later in each(graph, LAYERS))


def _is_activated(graph: Graph, index: int) -> bool:
    read = [node for node in graph.nodes if Value(index) in references(node)]
    return any(operation(node) in ACTIVATIONS for node in read)


def of_poolings(graph: Graph) -> Made:
    """Yield the changes of poolings, and those that are one too many."""
    for index in each(graph, POOLINGS):
        name = label(graph, index)
        yield "pooling dropped", name, without(graph, index)
        yield "other kind of pooling", name, _of_another_kind(graph, index)
        for kernel, stride, padding in ((3, 2, 1), (3, 3, 0), (2, 1, 0), (4, 4, 0)):
            draft = GraphDraft(graph)
            for place, value in ((1, kernel), (2, stride), (3, padding)):
                draft.change_argument(index, place, (value, value))
            yield "other pooling", f"{name}: k{kernel}, s{stride}, p{padding}", draft
        if operation(graph.nodes[index]) == "max_pool2d":
            draft = GraphDraft(graph)
            draft.change_argument(index, 5, True)
            yield "other pooling", f"{name}: rounded up", draft
    for index in each(graph, CONVOLUTIONS):
        draft = GraphDraft(graph)
        sizes = ((2, 2), (2, 2), (0, 0), (1, 1), False)
        draft.insert(Value(index), "max_pool2d.default", *sizes, after=index)
        yield "pooling added", f"after {label(graph, index)}", draft


def _of_another_kind(graph: Graph, index: int) -> GraphDraft:
    """Average for maximum, or the other way round."""
    node = graph.nodes[index]
    image, *sizes = node.args
    draft = GraphDraft(graph)
    if operation(node) == "max_pool2d":
        draft.change(index, op="avg_pool2d.default", args=(image, *sizes[:3], sizes[4], True, None))
    else:
        draft.change(index, op="max_pool2d.default", args=(image, *sizes[:3], (1, 1), sizes[3]))
    return draft
