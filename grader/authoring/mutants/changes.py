"""Every single change of a Graph that a student might make, by its kind.

Each change is one edit of the Graph. What must follow from it, such as another number of inputs, is fitted
afterwards (`grader.authoring.mutants.fit`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from grader.analysis.flow import operation
from grader.analysis.layers import NAMES
from grader.authoring.mutants.draft import FIRST, Draft
from grader.records.graph import (
    Argument,
    Batch,
    Graph,
    Input,
    Mode,
    Reference,
    Remark,
    Value,
    Weight,
    references,
)

CONVOLUTIONS: Final = ("conv1d", "conv2d", "conv3d")
TRANSPOSED: Final = ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
LAYERS: Final = (*CONVOLUTIONS, *TRANSPOSED, "linear")
POOLINGS: Final = ("max_pool2d", "avg_pool2d")
ACTIVATIONS: Final = ("relu", "sigmoid", "tanh", "leaky_relu", "elu", "gelu", "silu")


@dataclass(frozen=True)
class Change:
    """One change.

    Args:
        kind: what was done, such as `layer dropped`; an assignment may leave a kind free.
        where: the layer that it was done to, and with what.
        graph: the Graph afterwards, whose later layers may not fit yet.
    """

    kind: str
    where: str
    graph: Graph


Made = Iterator[tuple[str, str, Draft]]
Changing = Callable[[Graph], Made]

CHANGES_A_LAYER: Final = frozenset({
    "layer dropped", "layer repeated", "layer used twice", "more outputs", "fewer outputs",
    "other kernel", "other stride",
    "other padding", "dilated", "grouped", "no bias", "another kind of layer", "activation dropped",
    "other activation", "activation added", "pooling dropped", "other pooling", "other kind of pooling",
    "pooling added", "normalisation added", "dropout added", "activation on the output", "skip dropped",
    "skip added up", "skip carries nothing", "skip of itself", "skip from another level",
    "up-sampling by interpolation",
})  # fmt: skip
"""Kinds that change a layer of the model. The others change what it computes besides, or how it learns."""
KINDS: Final = CHANGES_A_LAYER | {
    "other order of a skip", "skip detached", "skip joined along another dimension",
    "scaled", "negated", "flipped",
    "input made smaller", "input scaled", "input negated", "input flipped",
    "output scaled", "output negated", "output limited",
    "output flipped", "dropout on the output", "image joined to the last map", "image joined to the output",
    "frozen", "in a Python list", "weights of zero", "detached", "layer never used", "batch of a fixed size",
    "batch mixed", "weights from a file", "a ready-made network",
}  # fmt: skip


def changes(graph: Graph) -> Iterator[Change]:
    """Yield the single changes of a Graph."""
    for changing in (_layers, _activations, _poolings, _joins, _besides, _ends, _learning, _whole):
        for kind, where, draft in changing(graph):
            yield Change(kind, where, draft.graph())


# -- names -----------------------------------------------------------------------------------------------


def label(graph: Graph, index: int) -> str:
    """Return a node's name: its module's if no other node has it, else its kind, and after which layer."""
    node = graph.nodes[index]
    same = [other for other in graph.nodes if other.module == node.module]
    if node.module and len(same) == 1:
        return node.module
    name = NAMES.get(operation(node), operation(node))
    before = next(
        (graph.nodes[i] for i in reversed(range(index)) if operation(graph.nodes[i]) in LAYERS), None
    )
    return f"{name} after {before.module}" if before is not None and before.module else name


def _each(graph: Graph, kinds: tuple[str, ...]) -> Iterator[int]:
    return (index for index, node in enumerate(graph.nodes) if operation(node) in kinds)


# -- layers with weights ---------------------------------------------------------------------------------


def _layers(graph: Graph) -> Made:
    for index in _each(graph, LAYERS):
        name, kind = label(graph, index), operation(graph.nodes[index])
        yield from _dropped(graph, index, "layer dropped", name)
        yield from _twice(graph, index, name)
        yield from _outputs(graph, index, name)
        yield from _no_bias(graph, index, name)
        if kind in CONVOLUTIONS:
            yield from _convolved(graph, index, name)
        elif kind in TRANSPOSED:
            yield from _enlarged(graph, index, name)
        else:
            yield from _pointwise(graph, index, name)


def _dropped(graph: Graph, index: int, kind: str, name: str) -> Made:
    draft = Draft(graph)
    draft.remove(index)
    yield kind, name, draft


def _twice(graph: Graph, index: int, name: str) -> Made:
    """The layer again, with weights of its own; and a later layer with an earlier one's weights."""
    node = graph.nodes[index]
    draft = Draft(graph)
    weights = [
        draft.add_tensor(f"{name}_again.{place}", graph.tensors[arg.index].shape)
        if isinstance(arg, Weight)
        else arg
        for place, arg in enumerate(node.args[1:3])
    ]
    draft.insert(Value(index), node.op, *weights, *node.args[3:], after=index)
    yield "layer repeated", name, draft
    for earlier in _each(graph, LAYERS):
        if earlier < index and _shapes(graph, earlier) == _shapes(graph, index):
            draft = Draft(graph)
            draft.change(index, args=(node.args[0], *graph.nodes[earlier].args[1:3], *node.args[3:]))
            yield "layer used twice", f"{label(graph, earlier)} in place of {name}", draft
            return


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
        draft = Draft(graph)
        sizes = list(draft.tensor(weight).shape)
        sizes[place] = other
        draft.change_tensor(weight, shape=tuple(sizes))
        if isinstance(bias, Weight):
            draft.change_tensor(bias, shape=(other,))
        yield kind, f"{name}: {other} for {number}", draft


def _no_bias(graph: Graph, index: int, name: str) -> Made:
    if isinstance(graph.nodes[index].args[2], Weight):
        draft = Draft(graph)
        draft.change_argument(index, 2, None)
        yield "no bias", name, draft


def _convolved(graph: Graph, index: int, name: str) -> Made:
    node = graph.nodes[index]
    _, weight, _, stride, padding, _, groups = node.args
    if not isinstance(weight, Weight) or not isinstance(padding, tuple) or not isinstance(stride, tuple):
        return
    *channels, kernel, _ = graph.tensors[weight.index].shape
    around = padding[0]
    assert isinstance(around, int)
    for size in (kernel - 2, kernel + 2):
        if size < 1:
            continue
        draft = Draft(graph)
        draft.change_tensor(weight, shape=(*channels, size, size))
        keeps = around and around == kernel // 2
        draft.change_argument(index, 4, (size // 2,) * 2 if keeps else padding)
        yield "other kernel", f"{name}: {size}x{size}", draft
    for pad in {0, around + 1, kernel // 2} - {around}:
        draft = Draft(graph)
        draft.change_argument(index, 4, (pad, pad))
        yield "other padding", f"{name}: {pad}", draft
    for place, kind, value in (
        (3, "other stride", tuple(step + 1 for step in stride if isinstance(step, int))),
        (5, "dilated", (2, 2)),
    ):
        draft = Draft(graph)
        draft.change_argument(index, place, value)
        yield kind, name, draft
    if kernel > 1 and groups == 1 and channels[0] % 2 == channels[1] % 2 == 0:
        draft = Draft(graph)
        draft.change_tensor(weight, shape=(channels[0], channels[1] // 2, kernel, kernel))
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
    *channels, _, _ = graph.tensors[weight.index].shape
    for kernel, stride, padding, further in RULES:
        draft = Draft(graph)
        draft.change_tensor(weight, shape=(*channels, kernel, kernel))
        for place, value in ((3, stride), (4, padding), (5, further)):
            draft.change_argument(index, place, (value, value))
        said = f"{name}: k{kernel}, s{stride}, p{padding}" + (
            f", output padding {further}" if further else ""
        )
        yield "other kernel", said, draft
    draft = Draft(graph)
    read = node.args[0]
    assert isinstance(read, Value | Input)
    larger = draft.add("upsample_nearest2d.vec", read, None, (2.0, 2.0), after=index)
    draft.reroute(Value(index), larger)
    draft.remove(index)
    yield "up-sampling by interpolation", name, draft


def _pointwise(graph: Graph, index: int, name: str) -> Made:
    """A fully connected layer written as a 1x1 convolution: the same."""
    node = graph.nodes[index]
    weight, read = node.args[1], node.args[0]
    if not isinstance(weight, Weight) or not isinstance(read, Value | Input):
        return
    outputs, inputs = graph.tensors[weight.index].shape
    draft = Draft(graph)
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


# -- activations -----------------------------------------------------------------------------------------

FUNCTIONS: Final[dict[str, tuple[str, tuple[Argument, ...]]]] = {
    "ReLU": ("relu.default", ()),
    "Sigmoid": ("sigmoid.default", ()),
    "Tanh": ("tanh.default", ()),
    "LeakyReLU": ("leaky_relu.default", (0.01,)),
}


def _activations(graph: Graph) -> Made:
    for index in _each(graph, ACTIVATIONS):
        name = label(graph, index)
        yield from _dropped(graph, index, "activation dropped", name)
        for other, (op, more) in FUNCTIONS.items():
            if op != graph.nodes[index].op:
                draft = Draft(graph)
                draft.change(index, op=op, args=(graph.nodes[index].args[0], *more))
                yield "other activation", f"{name}: {other}", draft
        draft = Draft(graph)
        draft.insert(Value(index), graph.nodes[index].op, *graph.nodes[index].args[1:], after=index)
        yield "activation added", f"{name}, twice", draft
    for index in _each(graph, LAYERS):
        if not _ends_at(graph, index) and not _is_activated(graph, index):
            draft = Draft(graph)
            draft.insert(Value(index), "relu.default", after=index)
            yield "activation added", f"ReLU after {label(graph, index)}", draft


def _ends_at(graph: Graph, index: int) -> bool:
    """Whether nothing with weights follows a node."""
    return not any(later > index for later in _each(graph, LAYERS))


def _is_activated(graph: Graph, index: int) -> bool:
    read = [node for node in graph.nodes if Value(index) in references(node)]
    return any(operation(node) in ACTIVATIONS for node in read)


# -- pooling ---------------------------------------------------------------------------------------------


def _poolings(graph: Graph) -> Made:
    for index in _each(graph, POOLINGS):
        node, name = graph.nodes[index], label(graph, index)
        yield from _dropped(graph, index, "pooling dropped", name)
        draft = Draft(graph)
        image, *sizes = node.args
        if operation(node) == "max_pool2d":
            args = (image, *sizes[:3], sizes[4], True, None)
            draft.change(index, op="avg_pool2d.default", args=args)
        else:
            draft.change(index, op="max_pool2d.default", args=(image, *sizes[:3], (1, 1), sizes[3]))
        yield "other kind of pooling", name, draft
        for kernel, stride, padding in ((3, 2, 1), (3, 3, 0), (2, 1, 0), (4, 4, 0)):
            draft = Draft(graph)
            for place, value in ((1, kernel), (2, stride), (3, padding)):
                draft.change_argument(index, place, (value, value))
            yield "other pooling", f"{name}: k{kernel}, s{stride}, p{padding}", draft
        if operation(node) == "max_pool2d":
            draft = Draft(graph)
            draft.change_argument(index, 5, True)
            yield "other pooling", f"{name}: rounded up", draft
    for index in _each(graph, CONVOLUTIONS):
        draft = Draft(graph)
        draft.insert(Value(index), "max_pool2d.default", (2, 2), (2, 2), (0, 0), (1, 1), False, after=index)
        yield "pooling added", f"after {label(graph, index)}", draft


# -- skips -----------------------------------------------------------------------------------------------


def _joins(graph: Graph) -> Made:
    for index in _each(graph, ("cat",)):
        maps = graph.nodes[index].args[0]
        if isinstance(maps, tuple) and len(maps) == 2:
            yield from _join(
                graph, index, *(each for each in maps if isinstance(each, Value | Input | Weight))
            )


def _join(graph: Graph, index: int, decoder: Reference, skip: Reference) -> Made:
    name, dim = label(graph, index), graph.nodes[index].args[1]

    def without(which: Reference) -> Draft:
        draft = Draft(graph)
        draft.reroute(Value(index), which)
        return draft

    def joined(*maps: Reference) -> Draft:
        draft = Draft(graph)
        draft.change(index, args=(maps, dim))
        return draft

    yield "skip dropped", name, without(skip if _is_up(graph, skip) else decoder)
    draft = Draft(graph)
    draft.change(index, op="add.Tensor", args=(decoder, skip, 1))
    yield "skip added up", name, draft
    yield "skip of itself", name, joined(decoder, decoder)
    yield "other order of a skip", name, joined(skip, decoder)
    for kind, op, more in (
        ("skip carries nothing", "mul.Scalar", (0.0,)),
        ("skip carries nothing", "mul.Scalar", (1e-30,)),
        ("skip detached", "detach.default", ()),
    ):
        draft = Draft(graph)
        before = max((each.node for each in (decoder, skip) if isinstance(each, Value)), default=FIRST)
        made = draft.add(op, skip, *more, after=before)
        draft.change(index, args=((decoder, made), dim))
        yield kind, f"{name}: {op.split('.')[0]} {' '.join(map(str, more))}".strip(), draft
    draft = Draft(graph)
    draft.change(index, args=((decoder, skip), 2))
    yield "skip joined along another dimension", name, draft
    for pooling in _each(graph, POOLINGS):
        draft = Draft(graph)
        before = max((each.node for each in (decoder, skip) if isinstance(each, Value)), default=FIRST)
        larger = draft.add("upsample_nearest2d.vec", Value(pooling), None, (2.0, 2.0), after=before)
        if skip in references(graph.nodes[pooling]):
            draft.change(index, args=((decoder, larger), dim))
            yield "skip from another level", f"{name}: the pooled map, enlarged", draft


def _is_up(graph: Graph, reference: Reference) -> bool:
    return isinstance(reference, Value) and operation(graph.nodes[reference.node]) in TRANSPOSED


# -- what a model does besides ---------------------------------------------------------------------------

FLOAT: Final[tuple[tuple[str, str, str, tuple[Argument, ...]], ...]] = (
    ("scaled", "times 2", "mul.Scalar", (2.0,)),
    ("negated", "negated", "neg.default", ()),
    ("flipped", "flipped", "flip.default", ((-1,),)),
    ("dropout added", "dropout of a half", "dropout.default", (0.5, Mode())),
)


def _besides(graph: Graph) -> Made:
    """One operation too many at the input, and behind the first layer and the last but one."""
    layers = list(_each(graph, LAYERS))
    places: dict[str, tuple[Reference, int]] = {"the input": (Input(), FIRST)}
    places |= {
        f"the output of {label(graph, index)}": (Value(index), index)
        for index in dict.fromkeys((*layers[:1], *layers[-2:-1]))
        if index != layers[-1]
    }
    for where, (reference, after) in places.items():
        for kind, said, op, more in FLOAT:
            draft = Draft(graph)
            draft.insert(reference, op, *more, after=after)
            yield (
                f"input {kind}" if after == FIRST and "added" not in kind else kind,
                f"{where} {said}",
                draft,
            )
    for index in layers[:-1]:
        yield from _normalised(graph, index)
    if len(graph.input) == 4:
        draft = Draft(graph)
        sizes = ((2, 2), (2, 2), (0, 0), False, True, None)
        draft.insert(Input(), "avg_pool2d.default", *sizes, after=FIRST)
        yield "input made smaller", "by average pooling", draft


def _normalised(graph: Graph, index: int) -> Made:
    draft = Draft(graph)
    size = graph.nodes[index].shapes[0][1]
    assert isinstance(size, int)
    made = [
        draft.add_tensor("norm.weight", (size,), values=1.0),
        draft.add_tensor("norm.bias", (size,), values=0.0),
        draft.add_tensor("norm.running_mean", (size,), "buffer", 0.0),
        draft.add_tensor("norm.running_var", (size,), "buffer", 1.0),
    ]
    draft.insert(Value(index), "batch_norm.default", *made, Mode(), 0.1, 1e-5, True, after=index)
    yield "normalisation added", f"batch norm after {label(graph, index)}", draft


OUTPUT: Final[tuple[tuple[str, str, str, tuple[Argument, ...]], ...]] = (
    ("activation on the output", "ReLU", "relu.default", ()),
    ("activation on the output", "Sigmoid", "sigmoid.default", ()),
    ("activation on the output", "Tanh", "tanh.default", ()),
    ("activation on the output", "Softmax", "softmax.int", (1, None)),
    ("activation on the output", "LogSoftmax", "log_softmax.int", (1, None)),
    ("output scaled", "times 10", "mul.Scalar", (10.0,)),
    ("output negated", "negated", "neg.default", ()),
    ("output limited", "between 0 and 1", "clamp.default", (0, 1)),
    ("output flipped", "flipped", "flip.default", ((1,),)),
    ("dropout on the output", "a half", "dropout.default", (0.5, Mode())),
)


def _ends(graph: Graph) -> Made:
    for kind, where, op, more in OUTPUT:
        draft = Draft(graph)
        draft.insert(graph.output, op, *more, after=len(graph.nodes) - 1)
        yield kind, where, draft
    draft = Draft(graph)
    draft.output_training = draft.add(
        "softmax.int", graph.output, 1, None, after=len(graph.nodes) - 1, when="train"
    )
    yield "activation on the output", "Softmax in training alone", draft
    last = max(_each(graph, LAYERS))
    read = graph.nodes[last].args[0]
    if not isinstance(read, Value):
        return
    if len(graph.nodes[read.node].shapes[0]) == len(graph.input) == 4:
        draft = Draft(graph)
        joined = draft.add("cat.default", (read, Input()), 1, after=read.node)
        draft.change_argument(last, 0, joined)
        yield "image joined to the last map", "concatenated", draft
    if graph.nodes[-1].shapes[0] == graph.input:
        draft = Draft(graph)
        draft.insert(graph.output, "add.Tensor", Input(), 1, after=len(graph.nodes) - 1)
        yield "image joined to the output", "added", draft


# -- how it learns ---------------------------------------------------------------------------------------


def _learning(graph: Graph) -> Made:
    layers = list(_each(graph, LAYERS))
    for index in layers:
        name = label(graph, index)
        weights = [ref for ref in references(graph.nodes[index]) if isinstance(ref, Weight)]
        alone: tuple[tuple[str, dict[str, object]], ...] = (
            ("frozen", {"frozen": True}),
            ("in a Python list", {"kind": "unregistered"}),
        )
        for kind, what in alone:
            draft = Draft(graph)
            for weight in weights:
                draft.change_tensor(weight, **what)
            yield kind, name, draft
        draft = Draft(graph)
        draft.insert(Value(index), "detach.default", after=index)
        yield "detached", f"after {name}", draft
    everywhere: tuple[tuple[str, dict[str, object]], ...] = (
        ("frozen", {"frozen": True}),
        ("weights of zero", {"values": 0.0}),
    )
    for kind, what in everywhere:
        draft = Draft(graph)
        for place, tensor in enumerate(graph.tensors):
            if tensor.kind == "parameter":
                draft.change_tensor(Weight(place), **what)
        yield kind, "all layers", draft
    draft = Draft(graph)
    draft.add_tensor("unused.weight", (10, 10))
    draft.add_tensor("unused.bias", (10,))
    yield "layer never used", "10x10", draft


# -- the model as a whole --------------------------------------------------------------------------------


def _whole(graph: Graph) -> Made:
    draft = Draft(graph)
    draft.batch = FIXED
    for index, node in enumerate(graph.nodes):
        draft.change(index, args=tuple(_fixed(arg) for arg in node.args))
    yield "batch of a fixed size", str(FIXED), draft
    draft = Draft(graph)
    mean = draft.add("mean.dim", Input(), (0,), True, None, after=FIRST)
    less = draft.add("sub.Tensor", Input(), mean, 1, after=mean.node)
    draft.reroute(Input(), less, keep=(mean.node, less.node))
    yield "batch mixed", "its mean taken away", draft
    draft = Draft(graph)
    draft.remarks = (Remark("weights_file"),)
    yield "weights from a file", "torch.load", draft
    draft = Draft(graph)
    draft.add_module(graph.tensors[0].name.rpartition(".")[0], "torchvision.models.Borrowed")
    yield "a ready-made network", "torchvision", draft


FIXED: Final = 7
"""The only batch size that a model works with; small, since what computes it takes whole batches."""


def _fixed(argument: Argument) -> Argument:
    if isinstance(argument, tuple):
        return tuple(FIXED if item == Batch(1) else item for item in argument)
    return argument
