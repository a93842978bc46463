"""Convolutions and layers written as sums: of products with each place of a kernel, each channel or input.

`sum(x[:, :, i : i + h, j : j + w] * kernel[i, j] …)` adds up, for every output, products of patches of one
map with parts of one weight. The parts stand beside each other in one product with the whole weight.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import torch
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.analysis.arguments import two
from grader.analysis.flow import operation
from grader.analysis.movements import MOVING, Movements, Places
from grader.analysis.sliding import PRODUCTS, Convolved, Multiplied, Sliding
from grader.analysis.walk import Budget, NotFollowed, Walk
from grader.records.graph import Argument, Node, Reference, Shape, Weight, references

CONVOLUTION: Final = "conv2d.default"


@dataclass(frozen=True)
class Leaves:
    """What a sum is made of: the one weight of all its products, and how many there are."""

    weight: Weight | None
    products: int


@dataclass(frozen=True)
class Summed:
    """A map whose outputs are sums over terms; of each, `patches[n, i, k]` meets `weights[o, k]`."""

    terms: tuple[tuple[Places, Places], ...]
    bias: Places | None
    size: tuple[int, ...]
    through: tuple[Reference, ...]
    image: Reference

    @property
    def outputs(self) -> int:
        """The number of channels that are made."""
        return len(self.terms[0][1])

    @property
    def count(self) -> int:
        """How many numbers of the weight are read."""
        return sum(weights.numel() for _, weights in self.terms)

    @property
    def whole(self) -> tuple[Places, Places]:
        """All terms as one."""
        patches, weights = zip(*self.terms, strict=True)
        return torch.cat(patches, -1), torch.cat(weights, -1)


class Sums:
    """Reads nodes as sums of products.

    Args:
        convolved: reads products.
        movements: where the numbers of the nodes come from.
        shape: returns a tensor's shape.
        producer: returns the node that makes a tensor; None if there is none.
    """

    def __init__(
        self,
        convolved: Convolved,
        movements: Movements,
        shape: Callable[[Reference], Shape],
        producer: Callable[[Argument], Node | None],
    ) -> None:
        self._convolved = convolved
        self._movements = movements
        self._shape = shape
        self._producer = producer
        self._leaves = Walk(self._behind, self._counted, Budget())
        self._sums = Walk(self._parts, self._summed, movements.budget)

    def read(self, made: Reference) -> Sliding | None:
        """Return the convolution or layer that a tensor is the result of; None if it is none."""
        leaves = self._leaves.of(made) if self._parts(made) else None
        if leaves is None or leaves.weight is None or leaves.products < 2:
            return None
        found = self._sums.of(made)
        if found is None or found.count != math.prod(map(_whole, self._shape(leaves.weight))):
            return None
        try:
            return self._joined(found)
        except NotFollowed:
            return None

    def _joined(self, found: Summed) -> Sliding | None:
        self._movements.budget.spend(sum(patches.numel() for patches, _ in found.terms))
        patches, weights = found.whole
        bias = self._own_bias(found)
        if (bias is None) != (found.bias is None):
            return None
        product = Multiplied(patches, weights, patches, bias, found.through, found.image)
        return self._convolved.slide(product, patches, found.size)

    def _own_bias(self, found: Summed) -> Weight | None:
        """Return the weight whose numbers are added to the outputs, in their order."""
        bias = None if found.bias is None else self._movements.whole(int(found.bias[0]))
        if found.bias is None or not isinstance(bias, Weight):
            return None
        return bias if torch.equal(self._movements.own(bias).flatten(), found.bias) else None

    # -- what is summed ----------------------------------------------------------------------------------

    def _parts(self, reference: Reference) -> Sequence[Reference]:
        """Return what a sum adds, or a concatenation by channels joins."""
        node = self._producer(reference)
        if node is None:
            return ()
        adds = node.op == "add.Tensor" and node.args[2] == 1 and len(references(node)) == 2
        joins = node.op == "cat.default" and node.args[1] in (1, 1 - len(node.shapes[0]))
        return references(node) if adds or joins else ()

    def _behind(self, reference: Reference) -> Sequence[Reference]:
        node = self._producer(reference)
        if node is None or self._parts(reference):
            return self._parts(reference)
        return references(node)[:1] if operation(node) in MOVING else ()

    def _counted(self, reference: Reference) -> Leaves | None:
        if self._convolved.own_weight(reference) is not None:
            return Leaves(None, 0)
        node = self._producer(reference)
        if node is None:
            return None
        behind = self._behind(reference)
        if not behind:
            weight = self._factor(node)
            return None if weight is None else Leaves(weight, 1)
        found = [self._leaves.of(each) for each in behind]
        known = [each for each in found if each is not None]
        weights = {each.weight for each in known if each.weight is not None}
        if len(known) < len(found) or len(weights) > 1:
            return None
        return Leaves(next(iter(weights), None), sum(each.products for each in known))

    def _factor(self, node: Node) -> Weight | None:
        """Return the weight that a product multiplies by."""
        if operation(node) not in PRODUCTS and node.op != CONVOLUTION:
            return None
        weights = [self._convolved.own_weight(each) for each in references(node)[:2]]
        return next((each for each in weights if each is not None), None)

    # -- sums --------------------------------------------------------------------------------------------

    def _summed(self, reference: Reference) -> Summed | None:
        parts = self._parts(reference)
        if not parts:
            return self._term(reference)
        found = [self._sums.of(each) for each in parts]
        node = self._producer(reference)
        if node is not None and node.op == "cat.default":
            return _beside([each for each in found if each is not None]) if None not in found else None
        return self._added(parts, found)

    def _added(self, parts: Sequence[Reference], found: Sequence[Summed | None]) -> Summed | None:
        one, other = found
        if one is not None and other is not None:
            alike = (one.size, one.outputs) == (other.size, other.outputs)
            if not alike or (one.bias is not None and other.bias is not None):
                return None
            bias = other.bias if one.bias is None else one.bias
            return replace(one, terms=one.terms + other.terms, bias=bias, through=one.through + other.through)
        sums, bias_of = (one, parts[1]) if one is not None else (other, parts[0])
        if sums is None or sums.bias is not None:
            return None
        bias = self._for_each_output(bias_of, sums)
        return None if bias is None else replace(sums, bias=bias, through=(*sums.through, bias_of))

    def _for_each_output(self, reference: Reference, sums: Summed) -> Places | None:
        """Return the place of what is added to each output; None if it is not the same all over."""
        if self._convolved.own_weight(reference) is None:
            return None
        places, rank = self._movements.of(reference), 2 + len(sums.size)
        if places is None or places.dim() > rank:
            return None
        places = places.reshape((1,) * (rank - places.dim()) + tuple(places.shape))
        return places.flatten() if places.shape[1] == places.numel() == sums.outputs else None

    def _term(self, reference: Reference) -> Summed | None:
        """Return a product that is no sum."""
        source, places = self._movements.source(reference), self._movements.of(reference)
        node = self._producer(source) if source is not None else None
        if source is None or node is None or places is None or places.dim() not in (2, 4):
            return None
        is_convolution = node.op == CONVOLUTION
        product = self._window_product(source, node) if is_convolution else self._convolved.multiplied(source)
        found = None if product is None else self._convolved.laid_out(product, places)
        if product is None or found is None:
            return None
        bias = self._movements.own(product.bias) if product.bias is not None else None
        if node.op == CONVOLUTION and isinstance(node.args[2], Reference):
            bias = self._movements.of(node.args[2])
            if bias is None:
                return None
        return Summed(((found[0], product.weights),), bias, found[1], product.through, product.image)

    def _window_product(self, source: Reference, node: Node) -> Multiplied | None:
        """Read a convolution as a product with its windows."""
        image, weight, bias, stride, padding, dilation, groups = node.args
        if groups != 1 or not isinstance(image, Reference) or not isinstance(weight, Reference):
            return None
        places, weights = self._movements.of(image), self._movements.of(weight)
        if places is None or weights is None or self._convolved.own_weight(weight) is None:
            return None
        if isinstance(bias, Reference) and self._convolved.own_weight(bias) is None:
            return None
        made = self._movements.own(source)
        self._movements.budget.spend(made.numel() // made.shape[1] * weights[0].numel())
        columns = F.unfold(
            places.double(), weights.shape[2:], two(dilation), two(padding), two(stride)
        ).long()
        rows = made.flatten(2).mT.flatten(0, 1)
        through = (
            (*self._convolved.way(weight), *self._convolved.way(bias))
            if isinstance(bias, Reference)
            else self._convolved.way(weight)
        )
        patches = columns.mT.flatten(0, 1)
        return Multiplied(patches, weights.flatten(1), rows, None, through, self._convolved.image(image))


def _beside(parts: Sequence[Summed]) -> Summed | None:
    """Return maps of the same patches, one after another along the channels, as one."""
    first, *others = (each.whole for each in parts)
    if any(
        each.size != parts[0].size or not torch.equal(patches, first[0])
        for each, (patches, _) in zip(parts[1:], others, strict=True)
    ):
        return None
    biases = [each.bias for each in parts if each.bias is not None]
    if biases and len(biases) < len(parts):
        return None
    weights = torch.cat([first[1], *(weights for _, weights in others)])
    through = tuple(each for part in parts for each in part.through)
    return Summed(
        ((first[0], weights),), torch.cat(biases) if biases else None, parts[0].size, through, parts[0].image
    )


def _whole(size: object) -> int:
    assert isinstance(size, int)
    return size
