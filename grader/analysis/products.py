"""Fully connected layers written as products: what stands on which axis decides, not how it is written.

`einsum("ni,oi->no", x, w)`, `(x.unsqueeze(2) * w).sum(1)`, `bmm`, `baddbmm` and `(w @ x.t()).t()` all add up,
for every output, the products of the inputs with a weight of their own. Where each axis of a result comes
from is followed through views, a product, the sum over the inputs and a bias; nothing is computed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from grader.analysis.flow import operation
from grader.records.graph import Argument, Node, Reference, Shape, Size, Value, Weight

Axis = int | None
"""An axis of the tensor that is viewed; None where there is none: of size 1, or the same all along."""
_Axis = TypeVar("_Axis")
VIEWS: Final = frozenset({"reshape", "permute", "expand"})
MATRIX: Final = frozenset({"matmul", "mm", "bmm"})
WITH_BIAS: Final = frozenset({"addmm", "baddbmm"})


@dataclass(frozen=True)
class View:
    """A tensor whose axes are those of another one, in any order, and further ones."""

    source: Reference
    axes: tuple[Axis, ...]
    through: tuple[Reference, ...] = ()
    """What is read on the way from the source to here."""


@dataclass(frozen=True)
class Product:
    """The products of an image's numbers with a weight's, or their sums.

    `axes` says for every axis of the result which of the image and which of the weight it is; `inner` is the
    pair of axes that were multiplied and added up.
    """

    image: Reference
    weight: Weight
    axes: tuple[tuple[Axis, Axis], ...]
    through: tuple[Reference, ...]
    """What is read on the way from the weights to here."""
    inner: tuple[int, int] | None = None
    bias: Weight | None = None


class Products:
    """The views and products among the nodes seen so far.

    Args:
        shape: returns a tensor's shape.
        is_learnt: returns whether an argument is a weight that is learnt.
    """

    def __init__(self, shape: Callable[[Reference], Shape], is_learnt: Callable[[Argument], bool]) -> None:
        self._shape = shape
        self._is_learnt = is_learnt
        self._views: dict[Reference, View] = {}
        self._products: dict[Reference, Product] = {}

    def follow(self, node: Node) -> View | Product | None:
        """Return what a node makes of what it reads; None if it is neither a view nor part of a product."""
        kind = operation(node)
        if kind in VIEWS:
            return self._seen(node)
        if kind == "mul":
            return self._multiplied(node)
        if kind in MATRIX:
            return self._matrix_product(*node.args[:2])
        if kind in WITH_BIAS and node.args[3:] == (1, 1):
            return self._with_bias(self._matrix_product(*node.args[1:3]), node.args[0], node.shapes[0])
        if node.op == "sum.dim_IntList":
            return self._added_up(node)
        if node.op == "add.Tensor" and node.args[2] == 1:
            one, other = node.args[:2]
            return self._plus(one, other, node.shapes[0]) or self._plus(other, one, node.shapes[0])
        return None

    def remember(self, made: Value, found: View | Product) -> None:
        """Note what a node makes, for those that read it."""
        if isinstance(found, View):
            self._views[made] = found
        else:
            self._products[made] = found

    def _product(self, argument: Argument) -> Product | None:
        return self._products.get(argument) if isinstance(argument, Value) else None

    def _view(self, reference: Reference) -> View:
        whole = View(reference, tuple(_axis(axis, size) for axis, size in enumerate(self._shape(reference))))
        return self._views.get(reference, whole)

    def read(self, reference: Reference) -> View:
        """Return what a tensor is a view of, for a node that reads it."""
        view = self._view(reference)
        return replace(view, through=(*view.through, reference))

    def _seen(self, node: Node) -> View | Product | None:
        """A view of a tensor, or of a product."""
        source = node.args[0]
        if not isinstance(source, Reference):
            return None
        product, view = self._product(source), self._view(source)
        if product is not None:
            pairs = _moved(node, self._shape(source), product.axes, (None, None))
            through = (*product.through, source)
            return None if pairs is None else replace(product, axes=pairs, through=through)
        axes = _moved(node, self._shape(source), view.axes, None)
        return None if axes is None else replace(view, axes=axes, through=(*view.through, source))

    def _pair(self, one: Argument, other: Argument) -> tuple[View, View] | None:
        """Return the views of an image and of a weight, in this order."""
        if not isinstance(one, Reference) or not isinstance(other, Reference):
            return None
        views = self.read(one), self.read(other)
        weights = [self._is_learnt(view.source) for view in views]
        if any(isinstance(view.source, Weight) and not own for view, own in zip(views, weights, strict=True)):
            return None
        return {(False, True): views, (True, False): views[::-1]}.get((weights[0], weights[1]))

    def _multiplied(self, node: Node) -> Product | None:
        pair = self._pair(*node.args[:2])
        if pair is None:
            return None
        rank = len(node.shapes[0])
        image, weight = pair
        both = zip(_aligned(image.axes, rank), _aligned(weight.axes, rank), strict=True)
        return Product(image.source, _weight(weight), tuple(both), weight.through)

    def _matrix_product(self, one: Argument, other: Argument) -> Product | None:
        pair = self._pair(one, other)
        if pair is None or min(len(view.axes) for view in pair) < 2:
            return None
        image, weight = pair
        is_left = self._is_learnt(self._view(one).source) if isinstance(one, Reference) else False
        rank = max(len(image.axes), len(weight.axes))
        left, right = _aligned(image.axes, rank), _aligned(weight.axes, rank)
        batch = tuple(zip(left[:-2], right[:-2], strict=True))
        rows: tuple[Axis, Axis] = (None, right[-2]) if is_left else (left[-2], None)
        columns: tuple[Axis, Axis] = (left[-1], None) if is_left else (None, right[-1])
        inner = (left[-2], right[-1]) if is_left else (left[-1], right[-2])
        if inner[0] is None or inner[1] is None:
            return None
        axes = (*batch, rows, columns)
        return Product(image.source, _weight(weight), axes, weight.through, (inner[0], inner[1]))

    def _added_up(self, node: Node) -> Product | None:
        source, dims, keeps, dtype = node.args
        product = self._product(source)
        if product is None or product.inner is not None or not isinstance(dims, tuple) or len(dims) != 1:
            return None
        if dtype is not None or not isinstance(dims[0], int) or not isinstance(source, Reference):
            return None
        dim = dims[0] % len(product.axes)
        image, weight = product.axes[dim]
        if image is None or weight is None:
            return None
        left = ((None, None),) if keeps else ()
        axes = (*product.axes[:dim], *left, *product.axes[dim + 1 :])
        through = (*product.through, source)
        return replace(product, axes=axes, through=through, inner=(image, weight))

    def _plus(self, sums: Argument, bias: Argument, made: Shape) -> Product | None:
        product = self._product(sums)
        if product is None or not isinstance(sums, Value):
            return None
        return self._with_bias(replace(product, through=(*product.through, sums)), bias, made)

    def _with_bias(self, product: Product | None, bias: Argument, made: Shape) -> Product | None:
        """A parameter that is added, one number for every output, is a layer's bias."""
        if product is None or product.inner is None or product.bias is not None:
            return None
        if not isinstance(bias, Reference) or len(made) != len(product.axes):
            return None
        view = self.read(bias)
        axes = _aligned(view.axes, len(made)) if len(view.axes) <= len(made) else ()
        outputs = [
            place for place, pair in enumerate(product.axes) if pair[0] is None and pair[1] is not None
        ]
        if not self._is_learnt(view.source) or [p for p, a in enumerate(axes) if a is not None] != outputs:
            return None
        if len(outputs) != 1:
            return None
        return replace(product, bias=_weight(view), through=(*product.through, *view.through))


def outputs_axis(product: Product, image: Shape, made: Shape) -> int | None:
    """Return the weight's axis of outputs if a product is what a fully connected layer makes; else None.

    Args:
        product: the product.
        image: the shape of the image.
        made: the shape of the result.
    """
    pairs = zip(product.axes, made, strict=True)
    if product.inner is None or any(pair == (None, None) and size != 1 for pair, size in pairs):
        return None
    *kept, last = [pair for pair in product.axes if pair != (None, None)] or [(None, None)]
    others = [axis for axis, size in enumerate(image) if size != 1 and axis != product.inner[0]]
    if kept != [(axis, None) for axis in others] or last[0] is not None or last[1] is None:
        return None
    return last[1] if all(axis < product.inner[0] for axis in others) else None


def _weight(view: View) -> Weight:
    assert isinstance(view.source, Weight)
    return view.source


def _axis(axis: int, size: Size) -> Axis:
    return None if size == 1 else axis


def _aligned(axes: tuple[Axis, ...], rank: int) -> tuple[Axis, ...]:
    return (*(None,) * (rank - len(axes)), *axes)


def _moved(node: Node, before: Shape, axes: Sequence[_Axis], none: _Axis) -> tuple[_Axis, ...] | None:
    """Return where a view's axes come from; None if it splits or joins some."""
    after, kind = node.shapes[0], operation(node)
    if kind == "permute":
        order = node.args[1]
        assert isinstance(order, tuple)
        return tuple(axes[axis] for axis in order if isinstance(axis, int))
    if kind == "expand":
        more = len(after) - len(before)
        kept = (axis if a == b else none for axis, a, b in zip(axes, before, after[more:], strict=True))
        return (*(none,) * more, *kept)
    if [size for size in before if size != 1] != [size for size in after if size != 1]:
        return None
    left = iter([axis for axis, size in zip(axes, before, strict=True) if size != 1])
    return tuple(none if size == 1 else next(left) for size in after)
