"""Convolutions written as products: patches of a map, each multiplied with the same weight and added up.

`w.flatten(1) @ F.unfold(x, 5)`, `x.unfold(2, 5, 1).unfold(3, 5, 1)` in an `einsum` and a `nn.Linear` of the
patches are one convolution. Which numbers of the map and of the weight meet in every number of the result is
read from their places (`grader.analysis.movements`); nothing of the map is computed.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import torch
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.analysis.flow import operation
from grader.analysis.movements import MOVING, ONE, Movements, Places
from grader.analysis.walk import NotFollowed, back
from grader.records.graph import Argument, Node, Reference, Shape, Value, Weight, references

PRODUCTS: Final = frozenset({"matmul", "mm", "bmm", "linear"})
WITH_BIAS: Final = frozenset({"addmm", "baddbmm"})
STRIDES: Final = (1, 2, 3, 4)


@dataclass(frozen=True)
class Sliding:
    """A convolution of a map of images; without a stride, a product with the whole of it."""

    image: Reference
    weight: Weight
    bias: Weight | None
    shape: tuple[int, ...]
    """The weight's shape as that of a layer."""
    through: tuple[Reference, ...]
    """What is read on the way from the weight and the bias to the product."""
    stride: int = 0
    padding: int = 0
    has_bias_inside: bool = False
    """Whether the weight holds the bias as well: it multiplies ones that stand beside the image."""


@dataclass(frozen=True)
class Multiplied:
    """`patches[i, k]` and `weights[o, k]` meet in the number `made[i, o]` of the product's result."""

    patches: Places
    weights: Places
    made: Places
    bias: Weight | None
    through: tuple[Reference, ...]
    image: Reference
    """The tensor that the patches are laid out from."""


class Convolved:
    """Reads nodes as convolutions.

    Args:
        movements: where the numbers of the nodes come from.
        shape: returns a tensor's shape.
        producer: returns the node that makes a tensor; None if there is none.
        is_learnt: returns whether an argument is a weight that is learnt.
    """

    def __init__(
        self,
        movements: Movements,
        shape: Callable[[Reference], Shape],
        producer: Callable[[Argument], Node | None],
        is_learnt: Callable[[Argument], bool],
    ) -> None:
        self._movements = movements
        self._shape = shape
        self._producer = producer
        self._is_learnt = is_learnt

    def read(self, made: Reference) -> Sliding | None:
        """Return the convolution that a tensor is the result of; None if it is none, or too large to tell."""
        try:
            return self._read(made)
        except NotFollowed:
            return None

    def _read(self, made: Reference) -> Sliding | None:
        source = self._movements.source(made) if self._is_of_product(made) else None
        product = None if source is None else self.multiplied(source)
        places = self._movements.of(made)
        if product is None or places is None or places.dim() not in (2, 4):
            return None
        found = self.laid_out(product, places)
        sliding = None if found is None else self.slide(product, *found)
        is_layer = _is_layer(self._producer(source)) if source is not None else False
        if is_layer and sliding is not None and not sliding.stride and not sliding.has_bias_inside:
            return None
        return sliding

    def read_pixels(self, made: Reference) -> Sliding | None:
        """Return the product of a weight with each pixel of a map, channels first; None if it is none."""
        try:
            return self._read_pixels(made)
        except NotFollowed:
            return None

    def _read_pixels(self, made: Reference) -> Sliding | None:
        source = self._movements.source(made) if self._is_of_product(made) else None
        product = None if source is None else self.multiplied(source)
        places = self._movements.of(made)
        if product is None or places is None or places.dim() != 3:
            return None
        found = self.laid_out(product, places)
        return None if found is None else self.slide(product, found[0], None)

    def _is_of_product(self, made: Reference) -> bool:
        """Whether a tensor may be what a product makes, laid out anew: most are not, and need no places."""
        makers = map(self._producer, back(made, self._producer))
        node = next((each for each in makers if each is None or operation(each) not in MOVING), None)
        if node is None:
            return False
        factors = [self._producer(each) for each in references(node)] if node.op == "add.Tensor" else [node]
        return any(each is not None and operation(each) in PRODUCTS | WITH_BIAS for each in factors)

    def multiplied(self, source: Reference) -> Multiplied | None:
        """Read the product that a tensor is, or that it is the sum of with a bias."""
        node = self._producer(source)
        if node is None:
            return None
        if operation(node) in WITH_BIAS and node.args[3:] == (1, 1):
            product = self._factors(source, node)
            return None if product is None else self._biased(product, source, source, node.args[0])
        if node.op == "add.Tensor" and node.args[2] == 1:
            one, other = node.args[:2]
            return self._with_bias(source, one, other) or self._with_bias(source, other, one)
        return self._factors(source, node) if operation(node) in PRODUCTS else None

    def _factors(self, source: Reference, node: Node) -> Multiplied | None:
        one, other = references(node)[-2:] if operation(node) in WITH_BIAS else references(node)[:2]
        learnt = [self.own_weight(each) for each in (one, other)]
        if [each is None for each in learnt].count(False) != 1:
            return None
        left, right = (self._movements.of(each) for each in (one, other))
        if left is None or right is None:
            return None
        if operation(node) == "linear":
            right = right.T
        if min(left.dim(), right.dim()) < 2:
            return None
        made = self._movements.own(source)
        batch = made.shape[:-2]
        self._movements.budget.spend(
            math.prod(batch) * (math.prod(left.shape[-2:]) + math.prod(right.shape[-2:]))
        )
        left, right = (each.expand(*batch, *each.shape[-2:]) for each in (left, right))
        patches, weights = left, right.mT
        if learnt[0] is not None:
            patches, weights, made = right.mT, left, made.mT
        first = weights.reshape(-1, *weights.shape[-2:])[0]
        if not torch.equal(weights, first.expand_as(weights)):
            return None
        bias = node.args[2] if operation(node) == "linear" else None
        if bias is not None and not isinstance(bias, Weight):
            return None
        weight = one if learnt[0] is not None else other
        through = (*self.way(weight), *((bias,) if bias is not None else ()))
        image = self.image(other if learnt[0] is not None else one)
        return Multiplied(patches.flatten(0, -2), first, made.flatten(0, -2), bias, through, image)

    def _with_bias(self, source: Reference, sums: Argument, bias: Argument) -> Multiplied | None:
        """A parameter that is added, one number for every output, is the layer's bias."""
        node = self._producer(sums)
        if node is None or operation(node) not in PRODUCTS or not isinstance(sums, Reference):
            return None
        product = self._factors(sums, node)
        return None if product is None else self._biased(product, source, sums, bias)

    def _biased(
        self, product: Multiplied, source: Reference, sums: Reference, bias: Argument
    ) -> Multiplied | None:
        own = self.own_weight(bias) if isinstance(bias, Reference) else None
        if own is None or not isinstance(bias, Reference) or product.bias is not None:
            return None
        added, before, after = (
            self._movements.of(bias),
            self._movements.own(sums),
            self._movements.own(source),
        )
        if added is None or before.shape != after.shape:
            return None
        begin = int(self._movements.own(own).flatten()[0])
        outputs = torch.arange(product.made.shape[1]).expand_as(product.made)
        numbers = product.made - int(before.flatten()[0])
        flat = added.expand_as(before).flatten()
        if not torch.equal(flat[numbers.flatten()].reshape(numbers.shape), outputs + begin):
            return None
        read = () if source == sums else (sums,)
        through = (*product.through, *self.way(bias), *read)
        made = numbers + int(after.flatten()[0])
        return replace(product, made=made, bias=own, through=through)

    def way(self, reference: Reference) -> tuple[Reference, ...]:
        """Return what a weight is read through, itself included."""
        return tuple(back(reference, self._maker))

    def own_weight(self, reference: Reference) -> Weight | None:
        """Return the weight that is learnt and that a tensor is a view of; None if it is none."""
        *_, source = back(reference, self._maker, alone=True)
        return source if isinstance(source, Weight) and self._is_learnt(source) else None

    def image(self, reference: Reference) -> Reference:
        """Return the tensor that another one is laid out from."""
        for each in back(reference, self._producer):
            node = self._producer(each)
            if node is None or operation(node) not in MOVING or len(references(node)) > 1:
                return each
        return reference

    def _maker(self, reference: Reference) -> Node | None:
        """Return the node that makes a tensor, among others maybe."""
        return self._producer(Value(reference.node)) if isinstance(reference, Value) else None

    def laid_out(self, product: Multiplied, places: Places) -> tuple[Places, tuple[int, ...]] | None:
        """Return the patch behind each place of a map, and its size; None if outputs are no channels."""
        images, outputs, *size = places.shape
        if outputs != product.made.shape[1] or places.numel() != product.made.numel():
            return None
        begin = int(product.made.min())
        rows = torch.empty(product.made.numel(), dtype=torch.int64)
        columns = torch.empty_like(rows)
        numbers = (product.made - begin).flatten()
        counts = torch.arange(product.made.shape[0])[:, None].expand_as(product.made)
        rows[numbers] = counts.flatten()
        columns[numbers] = torch.arange(outputs).expand_as(product.made).flatten()
        row = rows[(places - begin).flatten()].reshape(images, outputs, -1)
        column = columns[(places - begin).flatten()].reshape(images, outputs, -1)
        if not torch.equal(row, row[:, :1].expand_as(row)):
            return None
        if not torch.equal(column, torch.arange(outputs)[None, :, None].expand_as(column)):
            return None
        return product.patches[row[:, 0]], tuple(size)  # images, positions, numbers of a patch

    def slide(self, product: Multiplied, patches: Places, size: tuple[int, ...] | None) -> Sliding | None:
        """Return the convolution that products with patches are; without a size, with pixels."""
        outputs, count = product.weights.shape
        weight = next(
            (each for each in product.through if isinstance(each, Weight) and each != product.bias), None
        )
        kept = patches[patches > ONE]
        if weight is None or not kept.numel():
            return None
        order = product.weights[0].argsort()
        plain = torch.arange(outputs * count) + int(self._movements.own(weight).flatten()[0])
        sorted_ = product.weights[:, order]
        if not (torch.equal(sorted_.flatten(), plain) or torch.equal(sorted_.T.flatten(), plain)):
            return None
        patches = patches[..., order]
        of_ones = (patches == ONE).flatten(0, -2).all(0)
        has_bias = int(of_ones.sum()) == 1 and product.bias is None
        if has_bias:
            patches = patches[..., ~of_ones]
        for image in dict.fromkeys((self._movements.whole(int(kept[0])), product.image)):
            found = None if image is None else self._of_map(product, image, weight, patches, size)
            if found is not None:
                return replace(found, has_bias_inside=has_bias)
        return None

    def _of_map(
        self,
        product: Multiplied,
        image: Reference,
        weight: Weight,
        patches: Places,
        size: tuple[int, ...] | None,
    ) -> Sliding | None:
        outputs, count = len(product.weights), patches.shape[-1]
        own = self._movements.of(image)
        if own is None:
            return None
        if size is None:
            is_pixels = own.dim() == 4 and torch.equal(own.flatten(2).mT, patches)
            found = Sliding(image, weight, product.bias, (outputs, count), product.through)
            return found if is_pixels else None
        if math.prod(size) == 1:
            if not torch.equal(own.flatten(1), patches[:, 0]):
                return None
            return Sliding(image, weight, product.bias, (outputs, count), product.through)
        if own.dim() != 4:
            return None
        channels = own.shape[1]
        side = math.isqrt(count // channels)
        if side * side * channels != count:
            return None
        for stride in STRIDES:
            for padding in range(side // 2 + 1):
                ends = [(each + 2 * padding - side) // stride + 1 for each in own.shape[2:]]
                if ends != list(size):
                    continue
                asked = F.unfold(own.double(), side, padding=padding, stride=stride).long().mT
                if torch.equal(asked, patches):
                    shape = (outputs, channels, side, side)
                    return Sliding(image, weight, product.bias, shape, product.through, stride, padding)
        return None


def _is_layer(node: Node | None) -> bool:
    """Whether a node is a fully connected layer already."""
    return node is not None and operation(node) == "linear"
