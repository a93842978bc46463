"""Changes of a layer with weights: left out, repeated, of another size."""

from typing import Final

from grader.analysis.flow import operation
from grader.authoring.mutants.draft import GraphDraft
from grader.authoring.mutants.kinds import CONVOLUTIONS, LAYERS, TRANSPOSED, Made, each, label, without
from grader.records.graph import Batch, Graph, Value, Weight, references


def of_weighted_layers(graph: Graph) -> Made:
    """Yield the changes of convolutions, transposed convolutions and fully connected layers."""
    for index in each(graph, LAYERS):
        name, kind = label(graph, index), operation(graph.nodes[index])
        yield "layer dropped", name, without(graph, index)
        yield "layer repeated", name, _again(graph, index, name)
        yield from _shared(graph, index, name)
        yield from _outputs(graph, index, name)
        yield from _no_bias(graph, index, name)
        if kind in CONVOLUTIONS:
            yield from _convolved(graph, index, name)
        elif kind in TRANSPOSED:
            yield from _enlarged(graph, index, name)
        else:
            yield from _pointwise(graph, index, name)


def _again(graph: Graph, index: int, name: str) -> GraphDraft:
    """The layer twice in a row, each time with weights of its own."""
    node = graph.nodes[index]
    draft = GraphDraft(graph)
    weights = [
        draft.add_tensor(f"{name}_again.{place}", draft.tensor(arg).shape) if isinstance(arg, Weight) else arg
        for place, arg in enumerate(node.args[1:3])
    ]
    draft.insert(Value(index), node.op, *weights, *node.args[3:], after=index)
    return draft


def _shared(graph: Graph, index: int, name: str) -> Made:
    """An earlier layer in the place of one of the same size."""
    earlier = (other for other in each(graph, LAYERS) if other < index)
    twin = next((other for other in earlier if _shapes(graph, other) == _shapes(graph, index)), None)
    if twin is not None:
        node = graph.nodes[index]
        draft = GraphDraft(graph)
        draft.change(index, args=(node.args[0], *graph.nodes[twin].args[1:3], *node.args[3:]))
        yield "layer used twice", f"{label(graph, twin)} in place of {name}", draft


def _shapes(graph: Graph, index: int) -> list[tuple[int, ...]]:
    return [
        graph.tensors[ref.index].shape for ref in references(graph.nodes[index]) if isinstance(ref, Weight)
    ]


def _outputs(graph: Graph, index: int, name: str) -> Made:
    node = graph.nodes[index]
    weight, bias = node.args[1:3]
    if not isinstance(weight, Weight):
        return
    place = 1 if operation(node) in TRANSPOSED else 0
    number = graph.tensors[weight.index].shape[place]
    for kind, other in (("more outputs", number + 2), ("fewer outputs", number - max(1, number // 4))):
        if other < 1:
            continue
        draft = GraphDraft(graph)
        sizes = list(draft.tensor(weight).shape)
        sizes[place] = other
        draft.change_tensor(weight, shape=tuple(sizes))
        if isinstance(bias, Weight):
            draft.change_tensor(bias, shape=(other,))
        yield kind, f"{name}: {other} for {number}", draft


def _no_bias(graph: Graph, index: int, name: str) -> Made:
    if isinstance(graph.nodes[index].args[2], Weight):
        draft = GraphDraft(graph)
        draft.change_argument(index, 2, None)
        yield "no bias", name, draft


def _convolved(graph: Graph, index: int, name: str) -> Made:
    node = graph.nodes[index]
    weight, padding = node.args[1], node.args[4]
    if not isinstance(weight, Weight) or not isinstance(padding, tuple) or not isinstance(padding[0], int):
        return
    *_, kernel, _ = graph.tensors[weight.index].shape
    for size in (kernel - 2, kernel + 2):
        if size > 0:
            draft = _with_kernel(graph, weight, size)
            if padding[0] == kernel // 2:  # so that the map keeps its size
                draft.change_argument(index, 4, (size // 2, size // 2))
            yield "other kernel", f"{name}: {size}x{size}", draft
    for pad in sorted({0, padding[0] + 1, kernel // 2} - {padding[0]}):
        yield "other padding", f"{name}: {pad}", _with(graph, index, 4, pad)
    yield "other stride", f"{name}: 2", _with(graph, index, 3, 2)
    yield "dilated", f"{name}: 2", _with(graph, index, 5, 2)
    yield from _grouped(graph, index, weight, name)


def _with(graph: Graph, index: int, place: int, size: int) -> GraphDraft:
    """Another number, for both directions, in one of a layer's arguments."""
    draft = GraphDraft(graph)
    draft.change_argument(index, place, (size, size))
    return draft


def _with_kernel(graph: Graph, weight: Weight, size: int) -> GraphDraft:
    draft = GraphDraft(graph)
    channels = draft.tensor(weight).shape[:2]
    draft.change_tensor(weight, shape=(*channels, size, size))
    return draft


def _grouped(graph: Graph, index: int, weight: Weight, name: str) -> Made:
    filters, channels, kernel, _ = graph.tensors[weight.index].shape
    if kernel > 1 and graph.nodes[index].args[6] == 1 and filters % 2 == channels % 2 == 0:
        draft = GraphDraft(graph)
        draft.change_tensor(weight, shape=(filters, channels // 2, kernel, kernel))
        draft.change_argument(index, 6, 2)
        yield "grouped", f"{name}: 2 groups", draft


RULES: Final = (
    (2, 2, 0, 0),
    (3, 2, 1, 1),
    (5, 2, 2, 1),
    (6, 2, 2, 0),
    (3, 2, 1, 0),
    (4, 2, 0, 0),
    (4, 1, 1, 0),
)
"""Kernel, stride, padding and output padding of a transposed convolution, in place of 4, 2, 1 and 0."""


def _enlarged(graph: Graph, index: int, name: str) -> Made:
    node = graph.nodes[index]
    weight = node.args[1]
    if not isinstance(weight, Weight) or operation(node) != "conv_transpose2d":
        return
    for kernel, stride, padding, further in RULES:
        draft = _with_kernel(graph, weight, kernel)
        for place, value in ((3, stride), (4, padding), (5, further)):
            draft.change_argument(index, place, (value, value))
        more = f", output padding {further}" if further else ""
        yield "other kernel", f"{name}: k{kernel}, s{stride}, p{padding}{more}", draft
    draft = GraphDraft(graph)
    larger = draft.add("upsample_nearest2d.vec", references(node)[0], None, (2.0, 2.0), after=index)
    draft.reroute(Value(index), larger)
    draft.remove(index)
    yield "up-sampling by interpolation", name, draft


def _pointwise(graph: Graph, index: int, name: str) -> Made:
    """A fully connected layer written as a 1x1 convolution: the same."""
    node = graph.nodes[index]
    weight, read = node.args[1], references(node)[0]
    if not isinstance(weight, Weight):
        return
    outputs, inputs = graph.tensors[weight.index].shape
    draft = GraphDraft(graph)
    draft.change_tensor(weight, shape=(outputs, inputs, 1, 1))
    one = (1, 1)
    upright = draft.add("reshape.default", read, (Batch(1), inputs, 1, 1), after=index)
    made = draft.add(
        "conv2d.default",
        upright,
        *node.args[1:3],
        one,
        (0, 0),
        one,
        1,
        after=upright.node,
        module=node.module,
    )
    flat = draft.add("reshape.default", made, (Batch(1), outputs), after=made.node)
    draft.reroute(Value(index), flat)
    draft.remove(index)
    yield "another kind of layer", f"{name}: a 1x1 convolution", draft
