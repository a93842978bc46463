"""A Graph as a list of layers, as a lecture draws it, in the lab's notation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from grader.analysis import sequences
from grader.analysis.attention import Attention, attentions
from grader.analysis.flow import operation, shape_of
from grader.base.memoize import remembered
from grader.records import report
from grader.records.graph import (
    OPAQUE,
    Argument,
    Batch,
    Graph,
    Input,
    Node,
    Reference,
    Shape,
    Value,
    Weight,
    references,
)
from grader.records.source import Line, Source

NAMES = {
    "relu": "ReLU", "sigmoid": "Sigmoid", "tanh": "Tanh", "leaky_relu": "LeakyReLU", "elu": "ELU",
    "gelu": "GELU", "silu": "SiLU", "mish": "Mish", "hardswish": "Hardswish", "hardtanh": "Hardtanh",
    "hardsigmoid": "Hardsigmoid",
    "softshrink": "Softshrink", "hardshrink": "Hardshrink", "softplus": "Softplus", "prelu": "PReLU",
    "celu": "CELU",
    "rrelu": "RReLU", "log_sigmoid": "LogSigmoid", "glu": "GLU", "threshold": "Threshold",
    "softmax": "Softmax", "log_softmax": "LogSoftmax",
    "conv1d": "Conv1d", "conv2d": "Conv2d", "conv3d": "Conv3d",
    "conv_transpose1d": "ConvTranspose1d", "conv_transpose2d": "ConvTranspose2d",
    "conv_transpose3d": "ConvTranspose3d",
    "linear": "Linear", "bilinear": "Bilinear", "embedding": "Embedding", "embedding_bag": "EmbeddingBag",
    "lstm": "LSTM", "gru": "GRU", "rnn_tanh": "RNN", "rnn_relu": "RNN",
    "lstm_cell": "LSTMCell", "gru_cell": "GRUCell", "rnn_tanh_cell": "RNNCell", "rnn_relu_cell": "RNNCell",
    "max_pool1d": "MaxPool1d", "max_pool2d": "MaxPool2d", "max_pool3d": "MaxPool3d",
    "avg_pool1d": "AvgPool1d", "avg_pool2d": "AvgPool2d", "avg_pool3d": "AvgPool3d",
    "adaptive_avg_pool1d": "AdaptiveAvgPool1d", "adaptive_avg_pool2d": "AdaptiveAvgPool2d",
    "adaptive_max_pool1d": "AdaptiveMaxPool1d", "adaptive_max_pool2d": "AdaptiveMaxPool2d",
    "batch_norm": "BatchNorm", "group_norm": "GroupNorm", "layer_norm": "LayerNorm",
    "instance_norm": "InstanceNorm",
    "dropout": "Dropout", "feature_dropout": "Dropout2d", "alpha_dropout": "AlphaDropout",
    "upsample_nearest2d": "Upsample", "upsample_bilinear2d": "Upsample", "upsample_bicubic2d": "Upsample",
    "pixel_shuffle": "PixelShuffle", "cat": "Cat", "add": "Add", "mul": "Mul", "permute": "Permute",
    "reshape": "Reshape", "squeeze": "Reshape",
}  # fmt: skip
ATTENTION = "MultiheadAttention"
KINDS = frozenset(NAMES.values()) | {"Flatten", ATTENTION}
"""All kinds of layers that have a name; a rubric may ask only for these."""
ACTIVATIONS = {
    "ReLU", "Sigmoid", "Tanh", "LeakyReLU", "ELU", "GELU", "SiLU", "Mish", "Hardswish", "Hardtanh",
    "Hardsigmoid", "Softplus", "Softshrink", "Hardshrink", "PReLU", "CELU", "RReLU", "LogSigmoid", "GLU",
    "Threshold", "Softmax", "LogSoftmax",
}  # fmt: skip
POOLINGS = {
    "MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d",
}  # fmt: skip
RECURRENT = {"RNN", "LSTM", "GRU"}
CELLS = {"RNNCell", "LSTMCell", "GRUCell"}
TABLES = {"Embedding", "EmbeddingBag"}
CONVOLUTIONS = {"Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"}
WEIGHTED = CONVOLUTIONS | {"Linear"}
SHAPING = {"Flatten", "Reshape"}
"""Layers that neither move nor change any number, so the student may place them anywhere."""
PICKING = {"select", "slice", "Reshape", "Flatten"}
"""Layers with which a loop over a sequence picks its next step."""
RISING = {"ReLU", "Sigmoid", "Tanh"}
"""Elementwise activations that preserve the order of numbers: the largest stays the largest."""


@dataclass(frozen=True)
class Layer:
    """One operation of the evaluation pass.

    `shape` is the shape of the result without the batch; `settings` distinguish layers of the same kind.
    """

    kind: str
    settings: tuple[Argument, ...]
    shape: tuple[int, ...]
    weights: int
    biases: int
    node: int
    used: Line | None
    made: Line | None
    computed: bool = False
    """Whether its weight is not a parameter but the result of operations, which are listed before it."""

    @cached_property
    def choices(self) -> tuple[Argument, ...]:
        """What the layer's author chose; the number of inputs follows from the layers before.

        The number of outputs, kernel, stride, padding and so on. For a fully connected layer, also whether it
        receives a vector, since it works on the last dimension alone.
        """
        if self.kind == "Flatten":
            return ()
        weight = self.settings[0] if self.settings else None
        if self.kind in WEIGHTED and isinstance(weight, tuple):
            outputs = weight[1] if "Transpose" in self.kind else weight[0]
            on_a_vector = self.kind != "Linear" or math.prod(self.shape) == outputs
            return (outputs, weight[2:], *self.settings[1:], on_a_vector)
        if self.kind == "Embedding":
            return self.settings[:2]  # a vector for padding is looked up, or it is not
        return self.settings[1:] if self.kind in RECURRENT | CELLS else self.settings

    @property
    def at(self) -> Line | None:
        """The line to show: where the layer is made, else where it is used."""
        return self.made or self.used

    @property
    def notation(self) -> str:
        """The layer as the lab writes it, e.g. `[5x5x3]x6, s1, p0`, `400x120`, `MaxPool, k2, s2`.

        A computed weight is marked: `[5x5x3]x6, s1, p0, w = f(...)`.
        """
        return f"{_notation(self)}, w = f(...)" if self.computed else _notation(self)

    @property
    def map(self) -> str:
        """The size of the feature map after the layer, `H x W x C`; a vector's length, 1 for one number."""
        if len(self.shape) == 3:
            channels, height, width = self.shape
            return f"{height}x{width}x{channels}"
        return "x".join(map(str, self.shape)) or "1"


@remembered
def layers(graph: Graph) -> tuple[Layer, ...]:
    """Return the layers of the evaluation pass in the order of computation.

    An activation after max pooling or flattening is listed before it, since both orders compute the same. A
    cell that makes one step after another is listed once, and attention of several heads is one layer.
    """
    made = {module.path: module.at for module in graph.modules}
    derived = _of_the_image(graph)
    heads = {each.node: each for each in attentions(graph)}
    inside = {index for each in heads.values() for index in each.inside} | sequences.bookkeeping(graph)
    found: list[Layer] = []
    for index, node in enumerate(graph.nodes):
        if node.when == "train" or index not in derived or index in inside:
            continue
        layer = _layer(graph, index, node, made)
        if index in heads:
            layer = _attention(graph, layer, heads[index])
        if layer.kind in CELLS and _is_further_step(graph, node, found):
            while found[-1].kind in PICKING:
                found.pop()
        else:
            _list(layer, found, graph)
    return tuple(layer for layer in found if not _is_identity(layer))


def _attention(graph: Graph, last: Layer, heads: Attention) -> Layer:
    """Return the layer that attention is as a whole; `last` is the fully connected layer that ends it."""
    sizes = [graph.tensors[index].shape for index in heads.weights]
    return replace(
        last,
        kind=ATTENTION,
        settings=(heads.size, heads.heads, heads.masked, any(len(size) == 1 for size in sizes)),
        weights=sum(math.prod(size) for size in sizes if len(size) > 1),
        biases=sum(math.prod(size) for size in sizes if len(size) == 1),
    )


def _of_the_image(graph: Graph) -> set[int]:
    """Return the nodes that something of the image reaches; what weights are made of is no layer.

    All are, if there are none: then nothing else can be shown.
    """
    found: set[int] = set()
    for index, node in enumerate(graph.nodes):
        if any(
            isinstance(ref, Input) or (isinstance(ref, Value) and ref.node in found)
            for ref in references(node)
        ):
            found.add(index)
    return found or set(range(len(graph.nodes)))


def _list(layer: Layer, found: list[Layer], graph: Graph) -> None:
    """Append a layer, or insert it before the layers that it reads from and may as well precede."""
    place, node = len(found), graph.nodes[layer.node]
    while place and layer.kind in RISING and node.args[0] == Value(found[place - 1].node):
        if found[place - 1].kind not in SHAPING and not found[place - 1].kind.startswith("MaxPool"):
            break
        place -= 1
        node = graph.nodes[found[place].node]
        layer = replace(layer, shape=_shape(graph, node))
    found.insert(place, layer)


def _is_further_step(graph: Graph, node: Node, found: list[Layer]) -> bool:
    """Return whether a cell with the same weights is listed already."""
    cells = (graph.nodes[layer.node] for layer in found if layer.kind in CELLS)
    return any(sequences.parameters(cell) == sequences.parameters(node) for cell in cells)


def _is_identity(layer: Layer) -> bool:
    """Return whether a layer leaves the numbers unchanged, whatever it does to gradients."""
    return layer.kind == "detach" or (
        layer.kind.startswith("Dropout") and layer.settings[:1] in ((0,), (0.0,))
    )


def _layer(graph: Graph, index: int, node: Node, made: dict[str, Line | None]) -> Layer:
    base = str(node.args[0]) if node.op == OPAQUE else operation(node)
    kind = NAMES.get(base, base.lstrip("_"))
    weights, biases = _counts(graph, node, kind)
    computed = kind in WEIGHTED and not isinstance(node.args[1], Weight)
    if computed:
        weights, biases = 0, weights + biases
    shape = _without_batch(graph, node.shapes[0]) if node.shapes else ()
    if base in ("select", "slice") and math.prod(shape) == math.prod(_shape(graph, node)):
        kind = "Reshape"  # x[:, :, 0, 0] of 1x1x120 drops nothing
    if kind == "Reshape" and len(shape) == 1:
        kind = "Flatten"
    settings = shape if kind in (*SHAPING, "Permute") else _settings(graph, node, kind)
    return Layer(
        kind,
        settings,
        shape,
        weights,
        biases,
        index,
        node.at,
        made.get(node.module) if node.module else None,
        computed,
    )


def _settings(graph: Graph, node: Node, kind: str) -> tuple[Argument, ...]:
    """Return the weight's shape, the numbers and whether there is a bias; without a weight, only numbers."""
    if kind in WEIGHTED:
        _, weight, *_ = references(node)
        return (_whole(shape_of(graph, weight)), *node.args[3:], node.args[2] is not None)
    if kind in RECURRENT | CELLS:
        found = sequences.recurrence(node, lambda reference: shape_of(graph, reference))
        return found.settings if found else ()
    if kind in TABLES:
        return (*_whole(shape_of(graph, references(node)[0])), *_choices_of_table(node, kind))
    return tuple(arg for arg in node.args if not _is_tensor(arg))


def _choices_of_table(node: Node, kind: str) -> tuple[Argument, ...]:
    """Return the padding's place if there is one, and how a bag is summed up."""
    if kind == "Embedding":
        return (node.args[2],)
    return (node.args[4], node.args[8] if node.op.endswith(".padding_idx") else None)


def _is_tensor(argument: Argument) -> bool:
    if isinstance(argument, tuple):
        return any(_is_tensor(item) for item in argument)
    return isinstance(argument, Reference)


def _counts(graph: Graph, node: Node, kind: str) -> tuple[int, int]:
    """Return how many weights (the first tensor but buffers) and biases (those after it) a node reads.

    A recurrent layer has many of both.
    """
    if kind in RECURRENT | CELLS:
        shapes = [shape_of(graph, each) for each in sequences.parameters(node)]
        weights, biases = (
            sum(math.prod(_whole(shape)) for shape in shapes if len(shape) == rank) for rank in (2, 1)
        )
        return weights, biases
    tensors = [graph.tensors[ref.index] for ref in references(node) if isinstance(ref, Weight)]
    parameters = [math.prod(tensor.shape) for tensor in tensors if tensor.kind != "buffer"]
    return sum(parameters[:1]), sum(parameters[1:])


def _shape(graph: Graph, node: Node) -> tuple[int, ...]:
    """Return the shape of a node's first input, without the batch."""
    source = node.args[0]
    if isinstance(source, Value | Input):
        return _without_batch(graph, shape_of(graph, source))
    return _without_batch(graph, graph.input)


def _without_batch(graph: Graph, shape: Shape) -> tuple[int, ...]:
    """Return a shape for one image; where forward has flattened the only image's batch away, all of it."""
    lost = graph.batch == 1 and shape[:1] != (1,)
    return _whole(shape if lost else shape[1:])


def _whole(shape: Shape) -> tuple[int, ...]:
    """Return a shape for a batch of one."""
    return tuple(size if isinstance(size, int) else size.times for size in shape)


# -- notation --------------------------------------------------------------------------------------------


def _notation(layer: Layer) -> str:
    kind, settings = layer.kind, layer.settings
    if kind == "Conv2d" and isinstance(settings[0], tuple):
        return _convolution(settings, transposed=False)
    if kind == "ConvTranspose2d" and isinstance(settings[0], tuple):
        return "Up " + _convolution(settings, transposed=True)
    if kind == "Linear" and isinstance(settings[0], tuple):
        outputs, inputs = settings[0]
        return f"{inputs}x{outputs}{_bias(settings)}"
    if kind in ("MaxPool2d", "AvgPool2d"):
        return _pooling(kind, settings)
    if kind in RECURRENT | CELLS and settings:
        return sequences.notation(kind, settings)
    if kind in TABLES:
        return f"{kind} {settings[0]}x{settings[1]}"
    if kind == ATTENTION:
        size, heads, masked, bias = settings
        return f"{kind} {size}, {heads} heads{', masked' if masked else ''}{'' if bias else ', bias=False'}"
    if kind == "Dropout":
        return f"Dropout {settings[0]}"
    return kind


def _convolution(settings: tuple[Argument, ...], *, transposed: bool) -> str:
    """Return `[KW x KH x C] x N, s, p`; torch stores (N, C, KH, KW), and (C, N, KH, KW) if transposed."""
    weight, stride, padding = settings[:3]
    assert isinstance(weight, tuple)
    first, second, height, width = weight
    filters, channels = (second, first) if transposed else (first, second)
    groups, dilation = (settings[4], settings[5]) if transposed else (settings[4], settings[3])
    return (
        f"[{width}x{height}x{channels}]x{filters}, s{_one(stride)}, p{_one(padding)}"
        f"{_unless(dilation, ', d', 1)}{_unless(groups, ', g', 1)}{_bias(settings)}"
    )


def _bias(settings: tuple[Argument, ...]) -> str:
    return "" if settings[-1] else ", bias=False"


def _pooling(kind: str, settings: tuple[Argument, ...]) -> str:
    kernel, stride, padding, *others = settings
    dilation = others.pop(0) if kind == "MaxPool2d" else 1
    ceiling = ", ceil_mode" if others[:1] == [True] else ""
    return (
        f"{kind.removesuffix('2d')}, k{_one(kernel)}, s{_one(stride)}{_unless(padding, ', p', 0)}"
        f"{_unless(dilation, ', d', 1)}{ceiling}"
    )


def _one(sizes: Argument) -> str:
    """Return both sizes as text, written as one if they are equal."""
    if isinstance(sizes, tuple):
        return str(sizes[0]) if len(set(sizes)) == 1 else "x".join(map(str, sizes))
    return str(sizes)


def _unless(sizes: Argument, label: str, usual: int) -> str:
    return "" if _one(sizes) == str(usual) else f"{label}{_one(sizes)}"


# -- for a report ----------------------------------------------------------------------------------------


def shown(layer: Layer, source: Source | None, joins: tuple[int, ...] = ()) -> report.ShownLayer:
    """Return the layer as a report holds it; `source` locates the student's line."""
    return report.ShownLayer(
        kind=layer.kind,
        notation=layer.notation,
        shape=layer.map,
        weights=layer.weights,
        parameters=layer.weights + layer.biases,
        at=source.position(layer.at) if source and layer.at else None,
        joins=joins,
    )


def output_shape(graph: Graph) -> Shape:
    """Return the shape of what `forward` returns, including the batch."""
    return shape_of(graph, graph.output)


def written(shape: Shape) -> str:
    """Return a shape as torch prints it, with N for the batch: `(N, 10)`."""
    return f"({', '.join(map(_written_size, shape))}{',' if len(shape) == 1 else ''})"


def _written_size(size: int | Batch) -> str:
    if isinstance(size, int):
        return str(size)
    times = "N" if size.times == 1 else f"{size.times}N"
    return times if size.plus == 0 else f"{times}{size.plus:+d}"


def parameters(graph: Graph) -> int:
    """Return the number of trainable numbers in the model: weights and biases, used or not."""
    return sum(math.prod(tensor.shape) for tensor in graph.tensors if tensor.kind == "parameter")


# -- joins -----------------------------------------------------------------------------------------------


JOINING = {"Cat", "Add", "Mul"}


def joins(graph: Graph, listed: Sequence[Layer]) -> tuple[tuple[int, ...], ...]:
    """Return, for each layer, the places in the list, from 0, of the layers whose results it joins.

    They are empty for a layer that joins nothing; an unlisted node stands for the layer that it reads from.
    """
    places = {layer.node: place for place, layer in enumerate(listed)}
    return tuple(_joined(graph, layer, places) if layer.kind in JOINING else () for layer in listed)


def _joined(graph: Graph, layer: Layer, places: dict[int, int]) -> tuple[int, ...]:
    found = [
        _listed(graph, ref.node, places)
        for ref in references(graph.nodes[layer.node])
        if isinstance(ref, Value)
    ]
    return tuple(dict.fromkeys(place for place in found if place is not None))


def _listed(graph: Graph, node: int, places: dict[int, int]) -> int | None:
    """Return the place of a node, or of the nearest listed one that it reads from; None if there is none."""
    while node not in places:
        before = [ref.node for ref in references(graph.nodes[node]) if isinstance(ref, Value)]
        if not before:
            return None
        node = before[0]
    return places[node]


# -- average pooling -------------------------------------------------------------------------------------


def averaged(graph: Graph) -> Graph:
    """Return the graph with every max pooling of images replaced by average pooling of the same size."""
    return msgspec.structs.replace(graph, nodes=tuple(map(_averaged, graph.nodes)))


def _averaged(node: Node) -> Node:
    if node.op != "max_pool2d.default":
        return node
    image, kernel, stride, padding, _dilation, round_up = node.args
    args = (image, kernel, stride, padding, round_up, True, None)  # nn.AvgPool2d counts the padding too
    return msgspec.structs.replace(node, op="avg_pool2d.default", args=args)
