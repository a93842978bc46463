"""A Graph that knows arithmetic: what changes nothing is gone, and what is written by hand has its name.

Two Graphs that compute the same for all weights are one as far as these rules reach, so that no verdict
rests on how a model is written. Every node keeps the student's line. Rules hold in both modes and for
gradients as well; each is tested by computing both sides.
"""

import math
from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from grader.analysis import elementwise
from grader.analysis.arguments import numbers, two
from grader.analysis.elementwise import Sampled
from grader.analysis.flow import operation
from grader.analysis.movements import MOVING, Movements, Part
from grader.analysis.products import Product, Products, outputs_axis
from grader.analysis.reparametrised import direction_and_size
from grader.analysis.sliding import PRODUCTS, WITH_BIAS, Convolved
from grader.analysis.windows import Poolings
from grader.base.memoize import remembered
from grader.capture.operations import DRAWING
from grader.records.graph import (
    Argument,
    Dtype,
    Graph,
    Input,
    Node,
    Reference,
    Shape,
    Size,
    Tensor,
    Value,
    Weight,
    input_shape,
    map_outputs,
    map_references,
    references,
)

RESHAPING: Final = frozenset({"reshape", "expand", "slice"})
"""They leave a tensor as it is if they leave its shape as it is: a slice of all, an expansion by nothing.

`squeeze` is none of them: of a batch of one it takes the batch away."""
DROPOUTS: Final = frozenset({"dropout", "feature_dropout", "alpha_dropout"})
FINDING: Final = frozenset({"max_pool2d_with_indices", "adaptive_max_pool2d"})
"""Poolings that say where they found the maxima as well."""
ALONG: Final = {"max.dim": "amax.default", "min.dim": "amin.default"}
"""What they are if nobody asks for the places."""
OF_STACKED: Final[dict[str, tuple[str, tuple[Argument, ...]]]] = {
    "amax.default": ("maximum.default", ()),
    "amin.default": ("minimum.default", ()),
    "sum.dim_IntList": ("add.Tensor", (1,)),
}
"""What a reduction over a new axis of two tensors is of the two, and its further arguments."""
ADAPTIVE: Final[dict[str, tuple[str, tuple[Argument, ...]]]] = {
    "adaptive_max_pool2d": ("max_pool2d.default", ((1, 1), False)),
    "adaptive_avg_pool2d": ("avg_pool2d.default", (False, True, None)),
}
"""The pooling that each is where the sizes divide, and its arguments after the padding."""
PARTING: Final = frozenset({"split", "split_with_sizes", "unbind"})
"""They make several tensors of one, of its own type."""
BIASED: Final = frozenset({"linear", "conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"})
STATEFUL: Final = frozenset({"batch_norm", "instance_norm"})
COMPARISONS: Final = frozenset({"gt", "ge", "lt", "le", "eq", "ne"})
CONSTANT: Final = COMPARISONS | {
    "zeros_like", "ones_like", "full_like", "logical_not", "logical_and", "detach",
}  # fmt: skip
"""No gradient flows back through them."""
WHOLE: Final = COMPARISONS | {
    "logical_not", "logical_and", "isnan", "isinf", "any", "all", "argmax", "argmin", "arange",
    "randint", "randint_like", "randperm",
}  # fmt: skip
"""What they make are truth values or whole numbers."""


@remembered
def simplify(graph: Graph) -> Graph:
    """Return a Graph that computes the same, written in the plainest way.

    The shapes must be trusted ones (`grader.capture.verify`).
    """
    return _without_dead_nodes(_Rewriting(graph, keeps_idle=False).done())


def as_written(graph: Graph) -> Graph:
    """Return a Graph that is simplified, but for what carries nothing to the output, such as `e * 0`."""
    return _without_dead_nodes(_Rewriting(graph, keeps_idle=True).done())


class _Rewriting:
    """One pass over the nodes, each rewritten once what it reads is."""

    def __init__(self, graph: Graph, *, keeps_idle: bool) -> None:
        self._graph = graph
        self._keeps_idle = keeps_idle
        """Whether a tensor of which nothing but zeros is made counts as read."""
        self._nodes: list[Node] = []
        self._tensors = list(graph.tensors)
        self._moved: dict[tuple[int, int], Reference] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self._curves: dict[Reference, Sampled] = {}
        self._floating: list[bool] = []
        """Whether a node's first result is of float32, as far as that is known."""
        self._learning: list[bool] = []
        """Whether a gradient flows back from a node to a parameter."""
        self._reads = Counter(ref for node in graph.nodes for ref in references(node))
        self._reads.update(graph.outputs)
        self._readers: Counter[Reference] = Counter()
        """How often the Graph that is rewritten reads what a node of the new one stands for."""
        self._products = Products(self._shape, self._is_learnt)
        self._poolings = Poolings(self._shape, self._producer)
        self._movements = Movements(self._shape, self._producer, self._of_another, self._tensor)
        self._convolved = Convolved(self._movements, self._shape, self._producer, self._is_learnt)

    def done(self) -> Graph:
        for index, node in enumerate(self._graph.nodes):
            node = self._dividing(map_references(self._without_indices(index, node), self._now))
            result = self._rewritten(node)
            place = self._place(result) if isinstance(result, Node) else None
            for out in range(max(1, len(node.shapes))):
                if place is not None:
                    self._moved[index, out] = Value(place, out)
                elif not isinstance(result, Node):
                    self._moved[index, out] = result
                self._readers[self._moved[index, out]] += self._reads[Value(index, out)]
        return map_outputs(self._graph, self._now, nodes=tuple(self._nodes), tensors=tuple(self._tensors))

    def _now(self, reference: Reference) -> Reference:
        """What stands for a reference of the Graph that is rewritten."""
        return self._moved[reference.node, reference.out] if isinstance(reference, Value) else reference

    def _place(self, node: Node) -> int:
        """Return the index of a node, of an equal one if there is one already."""
        key = (node.op, node.args, node.when)
        if operation(node) not in DRAWING | STATEFUL and key in self._known:
            return self._known[key]
        self._nodes.append(node)
        casts = operation(node) == "to"
        self._floating.append(_makes_floats(node) and (casts or self._reads_floats(node)))
        self._learning.append(operation(node) not in CONSTANT and any(map(self._learns, references(node))))
        return self._known.setdefault(key, len(self._nodes) - 1)

    def _shape(self, reference: Reference) -> Shape:
        if isinstance(reference, Value):
            return self._nodes[reference.node].shapes[reference.out]
        return (
            input_shape(self._graph, reference)
            if isinstance(reference, Input)
            else self._tensors[reference.index].shape
        )

    def _tensor(self, weight: Weight) -> Tensor:
        return self._tensors[weight.index]

    def _producer(self, argument: Argument) -> Node | None:
        return self._nodes[argument.node] if isinstance(argument, Value) and argument.out == 0 else None

    # -- rules -------------------------------------------------------------------------------------------

    def _rewritten(self, node: Node) -> Node | Reference:
        """Return what stands for a node: one that computes the same, or what it leaves as it is."""
        if len(node.shapes) != 1:
            return node
        for rule in (
            self._of_one_number,
            self._reshaped_again,
            self._stacked,
            self._idle,
            self._pooling,
            self._whole_weight,
            self._elementwise,
            self._idle_sum,
            self._linear,
            self._bias,
            self._flat_ceiling,
            self._whole_convolution,
            self._product,
            self._moved_alone,
            self._sliding,
        ):
            result = rule(node)
            if not isinstance(result, Node):
                return result
            node = result
        return node

    def _without_indices(self, index: int, node: Node) -> Node:
        """Leave out where a pooling found its maxima if nobody asks for it."""
        if self._reads[Value(index, 1)]:
            return node
        if node.op in ALONG:
            image, dim, keeps = node.args
            return msgspec.structs.replace(
                node, op=ALONG[node.op], args=(image, numbers(dim), keeps), shapes=node.shapes[:1]
            )
        if operation(node) not in FINDING:
            return node
        op = node.op.replace("_with_indices", "")
        return msgspec.structs.replace(node, op=op, shapes=node.shapes[:1])

    def _dividing(self, node: Node) -> Node:
        """An adaptive pooling to a size that divides the map's is a pooling."""
        if operation(node) not in ADAPTIVE or len(node.shapes) != 1:
            return node
        before, after = (shape[-2:] for shape in (self._shape(references(node)[0]), node.shapes[0]))
        sizes = numbers(before), numbers(after)
        if any(b % a for b, a in zip(*sizes, strict=True)):
            return node
        kernel = tuple(b // a for b, a in zip(*sizes, strict=True))
        op, more = ADAPTIVE[operation(node)]
        args = (references(node)[0], kernel, kernel, (0, 0), *more)
        return msgspec.structs.replace(node, op=op, args=args)

    def _idle(self, node: Node) -> Node | Reference:
        """Leave out what changes nothing."""
        kind, first = operation(node), next(iter(references(node)), None)
        if first is None:
            return node
        same_shape = self._shape(first) == node.shapes[0]
        if kind in RESHAPING and same_shape:
            return first
        if kind == "cat" and isinstance(node.args[0], tuple) and len(node.args[0]) == 1:
            return first
        if self._is_reshape(node, first):
            return self._made(node, "reshape.default", (first, node.shapes[0]), node.shapes[0])
        if kind == "permute":
            return self._permuted(node, first)
        if (
            kind == "flip"
            and (before := self._producer(first))
            and (before.op, before.args[1:]) == (node.op, node.args[1:])
        ):
            return references(before)[0]
        if kind in ("constant_pad_nd", "reflection_pad2d") and not any(numbers(node.args[1])):
            return first
        if kind in DROPOUTS and (node.args[1] == 0 or node.args[2] is False):
            return first
        if kind in DROPOUTS and node.args[1] == 1 and node.args[2] is True and not self._keeps_idle:
            return zeros_like(node, first)
        if kind in ("mul", "div") and node.args[1:] == (1,) and same_shape and self._is_floating(first):
            return first
        if kind == "detach" and not self._learns(first):
            return first
        if kind in ("max_pool2d", "avg_pool2d") and set(numbers(node.args[1])) == {1} and same_shape:
            return first
        if kind == "roll" and not any(numbers(node.args[1])):
            return first
        return node

    def _is_reshape(self, node: Node, first: Reference) -> bool:
        """Whether a node stacks one tensor alone, or selects or splits off all that there is."""
        if operation(node) == "stack":
            return isinstance(node.args[0], tuple) and len(node.args[0]) == 1
        if operation(node) in PARTING:
            return True  # into one part, as every node that gets here has one result
        if operation(node) != "select" or not isinstance(node.args[1], int):
            return False
        return self._shape(first)[node.args[1]] == 1

    def _learns(self, reference: Reference) -> bool:
        """Whether a gradient flows back from a tensor to a parameter."""
        if isinstance(reference, Value):
            return self._learning[reference.node]
        return self._is_learnt(reference)

    def _permuted(self, node: Node, first: Reference) -> Node | Reference:
        """A permutation that moves only dimensions of size 1 is a reshape, or nothing."""
        order = numbers(node.args[1])
        sizes = self._shape(first)
        moved = [dim % len(sizes) for dim in order if sizes[dim] != 1]
        if moved != sorted(moved):
            return node
        if sizes == node.shapes[0]:
            return first
        return msgspec.structs.replace(node, op="reshape.default", args=(first, node.shapes[0]))

    def _elementwise(self, node: Node) -> Node | Reference:
        """Call a function of each number by what it computes."""
        args = [self._curve(arg) if isinstance(arg, Reference) else arg for arg in node.args]
        curve = None if None in args[: len(references(node))] else elementwise.apply(node.op, args)
        if curve is None or curve.source is None or self._shape(curve.source) != node.shapes[0]:
            return node
        result = self._called(node, curve)
        at = Value(self._place(result)) if isinstance(result, Node) else result
        self._curves.setdefault(at, curve)
        return result

    def _called(self, node: Node, curve: Sampled) -> Node | Reference:
        source = curve.source
        assert source is not None
        if elementwise.is_identity(curve):
            return source
        if elementwise.is_zero(curve):
            return node if self._keeps_idle else zeros_like(node, source)
        if (function := elementwise.recognise(curve)) is not None:
            op, more = function
            return msgspec.structs.replace(node, op=op, args=(source, *more))
        return node

    def _of_another(self, made: Value, source: Reference) -> Reference | None:
        """Return what the function of one tensor that a node computes makes of another one.

        None if the node computes no such function, or makes something else than zero of a zero.
        """
        node, curve = self._nodes[made.node], self._curves.get(made)
        if curve is None or curve.source != node.args[0] or not elementwise.keeps_zero(curve):
            return None
        args = (source, *node.args[1:])
        return Value(self._place(msgspec.structs.replace(node, args=args, shapes=(self._shape(source),))))

    def _moved_alone(self, node: Node) -> Node | Reference:
        """Numbers that are only moved are a tensor as it was, or several that are joined."""
        found = self._movements.read(node)
        whole = [part[0] if isinstance(part, tuple) else part for part in found if not isinstance(part, int)]
        if not whole or _joins_already(node, found):
            return node
        parts = tuple(self._part(node, whole[0], part) for part in found)
        if len(parts) > 1:
            return msgspec.structs.replace(node, op="cat.default", args=(parts, 1))
        if node.args[:1] == parts:
            return node
        if self._shape(parts[0]) == node.shapes[0]:
            return parts[0]
        return msgspec.structs.replace(node, op="reshape.default", args=(parts[0], node.shapes[0]))

    def _part(self, node: Node, like: Reference, part: Part) -> Reference:
        """Return a part of a concatenation; zeros and pieces are placed for it."""
        if not isinstance(part, int | tuple):
            return part
        channels = part if isinstance(part, int) else part[2]
        shape = (node.shapes[0][0], channels, *node.shapes[0][2:])
        if isinstance(part, int):
            return self._made(node, "new_zeros.default", (like, shape, None, None, None, None), shape)
        source, start, _ = part
        return self._made(node, "slice.Tensor", (source, 1, start, start + channels, 1), shape)

    def _sliding(self, node: Node) -> Node | Reference:
        """Products of a weight with patches of a map are a convolution; with the whole, a layer."""
        may_end = operation(node) in MOVING | PRODUCTS | WITH_BIAS | {"add"} and len(node.shapes[0]) in (2, 4)
        if not may_end or operation(node) == "linear":
            return node
        made = Value(self._place(node))
        found = self._convolved.read(made)
        shapes: dict[Weight, Shape] = {} if found is None else {found.weight: found.shape}
        if found is None or not self._take_shapes(shapes, found.through):
            return made
        if not found.stride:
            flat = (node.shapes[0][0], found.shape[1])
            image = self._made(node, "reshape.default", (found.image, flat), flat)
            args = (image, found.weight, found.bias)
            layer = self._made(node, "linear.default", args, (node.shapes[0][0], found.shape[0]))
            laid_out = msgspec.structs.replace(node, op="reshape.default", args=(layer, node.shapes[0]))
            return self._idle(laid_out)
        pairs = (found.stride,) * 2, (found.padding,) * 2, (1, 1)
        return msgspec.structs.replace(
            node, op="conv2d.default", args=(found.image, found.weight, found.bias, *pairs, 1)
        )

    def _reads_floats(self, node: Node) -> bool:
        read = references(node)
        return not read or any(map(self._is_floating, read))

    def _is_floating(self, reference: Reference) -> bool:
        if isinstance(reference, Value):
            alike = reference.out == 0 or operation(self._nodes[reference.node]) in PARTING
            return alike and self._floating[reference.node]
        if isinstance(reference, Input):
            given = self._graph.given
            return not given or given[reference.index].kind == "numbers"
        return "float" in self._tensors[reference.index].dtype

    def _curve(self, reference: Reference) -> Sampled | None:
        """The function that stands in the place of a tensor; None for a weight that is not one number."""
        if (number := self._number(reference)) is not None:
            return elementwise.constant(number)
        if reference in self._curves:
            return self._curves[reference]
        if isinstance(reference, Weight) or not self._is_floating(reference):
            return None
        return elementwise.of(reference)

    def _number(self, reference: Reference) -> float | None:
        """The one number that a tensor holds; None if it holds others, or is not known before it is run."""
        if isinstance(reference, Value):
            node = self._nodes[reference.node]
            alone = all(size == 1 for size in node.shapes[reference.out])
            number = _filling(node) if alone else None
            return float(number) if isinstance(number, int | float) else None
        if not isinstance(reference, Weight):
            return None
        tensor = self._tensors[reference.index]
        if tensor.kind != "constant" or tensor.values is None or math.prod(tensor.shape) != 1:
            return None
        return float(tensor.values[0] if isinstance(tensor.values, tuple) else tensor.values)

    def _is_zero(self, argument: Argument) -> bool:
        node = self._producer(argument)
        return node is not None and operation(node) in ("zeros_like", "new_zeros", "zeros")

    def _idle_sum(self, node: Node) -> Node | Reference:
        """A sum with zeros is the other summand; a product with zeros is zeros."""
        kind = operation(node)
        if kind not in ("add", "sub", "mul") or len(references(node)) != 2 or len(node.args) < 2:
            return node
        one, other = references(node)
        if kind == "mul" and not self._keeps_idle and (self._is_zero(one) or self._is_zero(other)):
            full = next((each for each in (one, other) if self._shape(each) == node.shapes[0]), None)
            return node if full is None else zeros_like(node, full)
        if not all(map(self._is_floating, (one, other))):
            return node
        if kind != "mul" and self._is_zero(other) and self._shape(one) == node.shapes[0]:
            return one
        if (
            kind == "add"
            and self._is_zero(one)
            and self._shape(other) == node.shapes[0]
            and node.args[2:] == (1,)
        ):
            return other
        return node

    def _linear(self, node: Node) -> Node | Reference:
        """A product with a weight, or with a weight turned round, is a fully connected layer."""
        if node.op == "addmm.default" and node.args[3:] == (1, 1):
            bias, image, factor = node.args[:3]
        elif node.op in ("matmul.default", "mm.default"):
            (image, factor), bias = node.args[:2], None
        else:
            return node
        if bias is not None and not self._is_learnt(bias):
            return node
        weight = self._turned_weight(factor)
        if weight is None or len(node.shapes[0]) < 2:
            return node
        return msgspec.structs.replace(node, op="linear.default", args=(image, weight, bias))

    def _turned_weight(self, factor: Argument) -> Weight | None:
        """The weight (outputs, inputs) of a layer that multiplies by `factor` (inputs, outputs)."""
        if isinstance(factor, Weight) and self._is_learnt(factor) and self._is_read_once(factor):
            tensor = self._tensors[factor.index]
            if len(tensor.shape) == 2 and not isinstance(tensor.values, tuple):
                self._tensors[factor.index] = msgspec.structs.replace(tensor, shape=tensor.shape[::-1])
                return factor
        turn = self._producer(factor)
        if turn is None or turn.op != "permute.default" or not self._is_learnt(turn.args[0]):
            return None
        weight = turn.args[0]
        assert isinstance(weight, Weight)
        return weight if [dim % 2 for dim in numbers(turn.args[1])] == [1, 0] else None

    def _product(self, node: Node) -> Node | Reference:
        """A sum of products with a weight, one for each output, is a fully connected layer."""
        found = self._products.follow(node)
        if found is None:
            return node
        if isinstance(found, Product) and (layer := self._layer(node, found)) is not None:
            return layer
        self._products.remember(Value(self._place(node)), found)
        return node

    def _layer(self, node: Node, product: Product) -> Node | Reference | None:
        """Return the fully connected layer that a product is; None if it is none."""
        image = self._shape(product.image)
        outputs = outputs_axis(product, image, node.shapes[0])
        if outputs is None or product.inner is None:
            return None
        axis, inputs = product.inner
        sizes = self._shape(product.weight)
        shapes: dict[Weight, Shape] = {product.weight: (sizes[outputs], sizes[inputs])}
        if product.bias is not None:
            shapes[product.bias] = sizes[outputs : outputs + 1]
        if not self._take_shapes(shapes, product.through):
            return None
        others = tuple(size for place, size in enumerate(image) if size != 1 and place != axis)
        flat = (*others, sizes[inputs])
        vector = self._made(node, "reshape.default", (product.image, flat), flat)
        args = (vector, product.weight, product.bias)
        layer = self._made(node, "linear.default", args, (*others, sizes[outputs]))
        made = msgspec.structs.replace(node, op="reshape.default", args=(layer, node.shapes[0]))
        return self._idle(made)

    def _take_shapes(self, shapes: dict[Weight, Shape], through: tuple[Reference, ...]) -> bool:
        """Give weights other shapes if nothing but a layer reads them; return whether they have them."""
        others = {weight: shape for weight, shape in shapes.items() if self._shape(weight) != shape}
        if any(
            math.prod(numbers(shape)) != math.prod(numbers(self._shape(weight)))
            for weight, shape in shapes.items()
        ):
            return False
        if any(isinstance(self._tensors[weight.index].values, tuple) for weight in others):
            return False
        if others and not all(map(self._has_one_reader, through)):
            return False
        for weight, shape in others.items():
            self._tensors[weight.index] = msgspec.structs.replace(
                self._tensors[weight.index], shape=numbers(shape)
            )
        return True

    def _has_one_reader(self, reference: Reference) -> bool:
        return (self._readers if isinstance(reference, Value) else self._reads)[reference] == 1

    def _is_learnt(self, argument: Argument) -> bool:
        return isinstance(argument, Weight) and self._tensors[argument.index].kind in (
            "parameter",
            "unregistered",
        )

    def _is_read_once(self, weight: Weight) -> bool:
        return self._reads[weight] == 1

    def _bias(self, node: Node) -> Node | Reference:
        """A parameter that is added to what a layer without a bias makes is its bias."""
        if node.op != "add.Tensor" or node.args[2] != 1:
            return node
        for layer, bias in (node.args[:2], node.args[1::-1]):
            made = self._producer(layer)
            if made is None or not isinstance(layer, Reference) or not isinstance(bias, Reference):
                continue
            if self._shape(layer) != node.shapes[0]:
                continue
            inner = self._producer(made.args[0]) if made.op == "reshape.default" else made
            if inner is None or operation(inner) not in BIASED or inner.args[2] is not None:
                continue
            axis = len(made.shapes[0]) - 1 if operation(inner) == "linear" else 1
            outputs = inner.shapes[0][-1 if operation(inner) == "linear" else 1]
            if made.shapes[0][axis] != outputs or (inner is not made and operation(inner) != "linear"):
                continue
            if (own := self._own_bias(bias, axis - len(made.shapes[0]), outputs)) is None:
                continue
            whole = msgspec.structs.replace(inner, args=(*inner.args[:2], own, *inner.args[3:]))
            if inner is made:
                return whole
            return msgspec.structs.replace(made, args=(Value(self._place(whole)), *made.args[1:]))
        return node

    def _own_bias(self, bias: Reference, axis: int, outputs: Size) -> Weight | None:
        """Return the parameter that gives each output, along an axis, a number of its own; None if none."""
        view = self._products.read(bias)
        kept = [place - len(view.axes) for place, each in enumerate(view.axes) if each is not None]
        if not isinstance(view.source, Weight) or not self._is_learnt(view.source) or kept != [axis]:
            return None
        shapes: dict[Weight, Shape] = {view.source: (outputs,)}
        fits = self._shape(bias)[axis] == outputs and self._take_shapes(shapes, view.through)
        return view.source if fits else None

    def _whole_convolution(self, node: Node) -> Node | Reference:
        """A convolution whose one window is the whole map is a fully connected layer, on a vector."""
        if node.op not in ("conv1d.default", "conv2d.default"):
            return node
        image = references(node)[0]
        _, weight, bias, _, padding, _, groups = node.args
        map_, made = self._shape(image), node.shapes[0]
        if not isinstance(weight, Weight) or not self._is_learnt(weight) or not self._is_read_once(weight):
            return node
        tensor = self._tensors[weight.index]
        if tensor.shape[1:] != map_[1:] or any(numbers(padding)) or groups != 1 or set(made[2:]) != {1}:
            return node
        if len(map_) != len(tensor.shape) or isinstance(tensor.values, tuple):
            return node
        inputs = math.prod(tensor.shape[1:])
        self._tensors[weight.index] = msgspec.structs.replace(tensor, shape=(tensor.shape[0], inputs))
        vector = self._made(node, "reshape.default", (image, (map_[0], inputs)), (map_[0], inputs))
        layer = self._made(node, "linear.default", (vector, weight, bias), made[:2])
        return msgspec.structs.replace(node, op="reshape.default", args=(layer, made), module="")

    def _made(self, node: Node, op: str, args: tuple[Argument, ...], shape: Shape) -> Reference:
        """Place an operation that a node is made of, on the node's line; return its result."""
        made = msgspec.structs.replace(node, op=op, args=args, shapes=(shape,))
        result = self._idle(self._reshaped_again(made))
        return Value(self._place(result)) if isinstance(result, Node) else result

    def _of_one_number(self, node: Node) -> Node:
        """The mean, sum, largest or smallest of one number is that number."""
        if node.op not in ("mean.dim", "sum.dim_IntList", "amax.default", "amin.default"):
            return node
        read = references(node)[0]
        dims = numbers(node.args[1]) or tuple(range(len(self._shape(read))))
        if any(self._shape(read)[dim] != 1 for dim in dims) or any(node.args[3:]):
            return node
        return msgspec.structs.replace(node, op="reshape.default", args=(read, node.shapes[0]))

    def _reshaped_again(self, node: Node) -> Node:
        """A reshape of a reshape is a reshape of what the first one read."""
        if node.op != "reshape.default":
            return node
        while (before := self._producer(node.args[0])) and before.op == "reshape.default":
            node = msgspec.structs.replace(node, args=(before.args[0], *node.args[1:]))
        return node

    def _stacked(self, node: Node) -> Node:
        """Two tensors that are stacked and reduced are taken together; stacked and flattened, joined."""
        before = self._producer(node.args[0]) if node.args else None
        if before is None or before.op != "stack.default":
            return node
        parts, dim = before.args
        if not isinstance(parts, tuple) or not isinstance(dim, int):
            return node
        dim %= len(before.shapes[0])
        if node.op in OF_STACKED and len(parts) == 2:
            op, more = OF_STACKED[node.op]
            _, dims, *others = node.args
            alone = [each % len(before.shapes[0]) for each in numbers(dims)] == [dim] and not any(others)
            return msgspec.structs.replace(node, op=op, args=(*parts, *more)) if alone else node
        shape = self._shape(references(before)[0])
        size = shape[dim] if dim < len(shape) else None
        if node.op != "reshape.default" or not isinstance(size, int):
            return node
        if node.shapes[0] != (*shape[:dim], size * len(parts), *shape[dim + 1 :]):
            return node
        return msgspec.structs.replace(node, op="cat.default", args=(parts, dim))

    def _pooling(self, node: Node) -> Node:
        """Windows that are taken out of a map and reduced are a pooling."""
        pooling = self._poolings.read(node)
        if pooling is None:
            return node
        image, op, args = pooling
        return msgspec.structs.replace(node, op=op, args=(image, *args))

    def _whole_weight(self, node: Node) -> Node | Reference:
        """A weight in direction and size is a weight."""
        if self._keeps_idle:
            return node
        found = direction_and_size(node, self._producer, self._shape, self._is_learnt)
        return node if found is None else found[0]

    def _flat_ceiling(self, node: Node) -> Node | Reference:
        """Rounding up makes no difference where nothing is left over."""
        if operation(node) not in ("max_pool2d", "avg_pool2d"):
            return node
        place = 5 if operation(node) == "max_pool2d" else 4
        if node.args[place] is not True or not self._fits(node):
            return node
        return msgspec.structs.replace(node, args=(*node.args[:place], False, *node.args[place + 1 :]))

    def _fits(self, node: Node) -> bool:
        """Whether the windows of a pooling of images end where the padded map does."""
        before, after = self._shape(references(node)[0])[-2:], node.shapes[0][-2:]
        kernel, stride, padding = (two(arg) for arg in node.args[1:4])
        dilation = two(node.args[4]) if operation(node) == "max_pool2d" else (1, 1)
        if not all(isinstance(size, int) for size in (*before, *after)):
            return False
        return all(
            (int(b) + 2 * p - d * (k - 1) - 1) // s + 1 == a
            for b, a, k, s, p, d in zip(
                before, after, kernel, stride or kernel, padding, dilation, strict=True
            )
        )


def _makes_floats(node: Node) -> bool:
    """Return whether an operation makes floats, given floats or nothing."""
    kind = operation(node)
    if any(isinstance(argument, Dtype) and argument.name != "float32" for argument in node.args):
        return False
    return kind not in WHOLE


def _joins_already(node: Node, parts: tuple[Part, ...]) -> bool:
    """Whether a node is the concatenation of these parts; what its zeros are made like is all the same."""
    read = node.args[0] if node.op == "cat.default" and isinstance(node.args[0], tuple) else ()
    if len(read) != len(parts) or node.args[1:] != (1,):
        return False
    return all(isinstance(part, int) or part == each for part, each in zip(parts, read, strict=True))


def _filling(node: Node) -> Argument:
    """Return the number that a node makes a tensor of; None if it makes none of one number."""
    kind = operation(node).removeprefix("new_").removesuffix("_like")
    if kind == "full":
        return node.args[2] if operation(node) == "new_full" else node.args[1]
    return {"zeros": 0.0, "ones": 1.0}.get(kind)


def zeros_like(node: Node, like: Reference) -> Node:
    """Zeros in the place of a node, of the shape of a tensor."""
    return msgspec.structs.replace(node, op="zeros_like.default", args=(like, None, None, None, None, None))


# -- what no output needs --------------------------------------------------------------------------------


def _without_dead_nodes(graph: Graph) -> Graph:
    """Leave out the nodes that no output needs; the tensors stay, as it is asked whether each is used."""
    alive = set(_needed(graph))
    if not alive:  # a Graph has a node at least
        return graph
    place = {old: new for new, old in enumerate(sorted(alive))}

    def moved(reference: Reference) -> Reference:
        return Value(place[reference.node], reference.out) if isinstance(reference, Value) else reference

    return map_outputs(
        graph, moved, nodes=tuple(map_references(graph.nodes[old], moved) for old in sorted(alive))
    )


def _needed(graph: Graph) -> Iterator[int]:
    waiting = [out.node for out in graph.outputs if isinstance(out, Value)]
    seen: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in seen:
            seen.add(index)
            yield index
            waiting.extend(ref.node for ref in references(graph.nodes[index]) if isinstance(ref, Value))
