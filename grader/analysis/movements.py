"""Numbers that are only moved: whatever the views, slices and writes on the way, a map in pieces is a map.

Every number of a tensor has a place of its own in the tensors that are computed; views, slices, flips, writes
into a part and sums with zeros hand the places on. So they are computed on the places instead of the numbers.
If what comes out are the places of a whole tensor, in order, it is that tensor; if they are those of several,
one after another along the channels, it is their concatenation. An activation of pieces is one of the whole.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import torch

from grader.analysis.flow import operation
from grader.analysis.walk import Budget, NotFollowed, Walk, back
from grader.capture.operations import resolve
from grader.records.graph import (
    Argument,
    Batch,
    Node,
    Reference,
    Scalar,
    Shape,
    Size,
    Tensor,
    Value,
    Weight,
    references,
)

IMAGES: Final = 3
"""The images that are followed: with two, an exchange of the two would look like a turn."""
MOST_PARTS: Final = 64
"""Maximum number of parts of one concatenation."""
ZERO: Final = 0
"""The place of a zero that is in no tensor."""
ONE: Final = 1
"""The place of a one that is in no tensor."""
MOVING: Final = frozenset({
    "reshape", "permute", "select", "slice", "split", "split_with_sizes", "unbind", "cat", "stack", "flip",
    "roll", "expand", "repeat", "squeeze", "unfold", "slice_scatter", "select_scatter", "constant_pad_nd",
    "pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "index_select", "index_add", "index_copy",
    "im2col", "col2im",
})  # fmt: skip
OF_FLOATS: Final = frozenset({"im2col", "col2im"})
"""Movements that torch does for floats alone."""
WRITING: Final = frozenset({"slice_scatter", "select_scatter", "index_add", "index_copy"})
REPEATING: Final = frozenset({"expand", "repeat"})
EMPTY: Final = frozenset({"zeros", "zeros_like", "new_zeros"})
FULL: Final = frozenset({"ones", "ones_like", "new_ones"})
FILLED: Final = {**dict.fromkeys(EMPTY, ZERO), **dict.fromkeys(FULL, ONE)}
"""The place of every number of what makes zeros, or ones."""
FIXED: Final = frozenset({"arange", "where", "lt", "add", "to"})
"""What indices are made by."""
Places = torch.Tensor
Part = Reference | int | tuple[Reference, int, int]
"""A tensor, so many channels of zeros, or a tensor's channels from one on, so many of them."""
Lift = Callable[[Value, Reference], Reference | None]
"""Returns the result of the function that a node computes, of another tensor; None if it is no such node."""


class Movements:
    """The places of the numbers of the nodes seen so far.

    Args:
        shape: returns a tensor's shape.
        producer: returns the node that makes a tensor; None if there is none.
        lift: see `Lift`.
        tensor: returns the description of a tensor of the model.
    """

    def __init__(
        self,
        shape: Callable[[Reference], Shape],
        producer: Callable[[Argument], Node | None],
        lift: Lift,
        tensor: Callable[[Weight], Tensor],
    ) -> None:
        self._shape = shape
        self._producer = producer
        self._lift = lift
        self._tensor = tensor
        self.budget = Budget()
        self._places = Walk(self._read_for_places, self._kept, self.budget)
        self._numbers = Walk(self._read_for_numbers, self._computed, self.budget)
        """Whole numbers that stand in the code, such as the indices of a part."""
        self._begins: dict[Reference, int] = {}
        self._next = ONE + 1

    def read(self, node: Node) -> tuple[Part, ...]:
        """Return the tensors, or zeros, that a node only lays out anew or joins by channels; else none.

        None as well if it reads what is computed as it is: that says it as plainly.
        """
        try:
            return self._read(node)
        except NotFollowed:
            return ()

    def _read(self, node: Node) -> tuple[Part, ...]:
        read = references(node)
        if not is_moving(node) or not any(map(self._is_moved, read)):
            return ()
        places = self._of(node, 0)
        if places is None:
            return ()
        whole = self.whole(int(places.flatten()[0])) if places.numel() else None
        if whole is not None and torch.equal(places.flatten(), self.own(whole).flatten()):
            return (whole,)
        return self._parts(places, written=operation(node) in WRITING) if places.dim() > 1 else ()

    def source(self, reference: Reference) -> Reference | None:
        """Return the one tensor that all numbers of another one come from; None if there are several."""
        places = self.of(reference)
        if places is None:
            return None
        kept = places[places != ZERO]
        if not kept.numel():
            return None
        least, most = (self.whole(int(each)) for each in torch.aminmax(kept))
        return least if least == most else None

    def of(self, reference: Reference) -> Places | None:
        """Return the places of a tensor's numbers; None if they are too many to follow."""
        places = self._places.of(reference)
        return None if places is None else places.long()

    def joined(self, reference: Reference) -> tuple[Reference, ...]:
        """Return the maps whose channels a map has, each once, in whatever order; none if it has others."""
        try:
            return self._joined(self.of(reference))
        except NotFollowed:
            return ()

    def _joined(self, places: Places | None) -> tuple[Reference, ...]:
        if places is None or places.dim() != 4 or not places.numel():
            return ()
        firsts = places[0, :, 0, 0]
        found = dict.fromkeys(map(self.whole, firsts.tolist()))
        parts = tuple(part for part in found if part is not None and len(self._sizes(part)) == 4)
        if len(parts) < len(found):
            return ()
        own = [self.own(part) for part in parts]
        if any((len(each), *each.shape[2:]) != (len(places), *places.shape[2:]) for each in own):
            return ()
        asked = torch.cat(own, 1)
        if asked.shape != places.shape:
            return ()
        in_order = places[:, firsts.argsort()], asked[:, asked[0, :, 0, 0].argsort()]
        return parts if torch.equal(*in_order) else ()

    def own(self, reference: Reference) -> Places:
        """Return the places of a tensor that is computed.

        Raises:
            NotFollowed: there are too many.
        """
        sizes = self._sizes(reference)
        self.budget.spend(math.prod(sizes))
        begin = self._begins.get(reference)
        if begin is None:
            begin = self._begins[reference] = self._next
            self._next += math.prod(sizes)
        return torch.arange(begin, begin + math.prod(sizes)).reshape(sizes)

    def _maker(self, reference: Reference) -> Node | None:
        """Return the node that makes a tensor, among others maybe."""
        return self._producer(Value(reference.node)) if isinstance(reference, Value) else None

    def _read_for_places(self, reference: Reference) -> Sequence[Reference]:
        node = self._maker(reference)
        if node is None or operation(node) in FILLED:
            return ()
        read = references(node)
        if is_moving(node):
            return tuple(each for each in read if self._numbers.of(each) is None)
        return read if len(read) == 1 and self._is_moved(read[0]) else ()

    def _kept(self, reference: Reference) -> Places | None:
        """Return places in half the memory, as many are kept."""
        places = self._followed(reference)
        return None if places is None else places.int()

    def _followed(self, reference: Reference) -> Places | None:
        if isinstance(reference, Weight) and _is_zero(self._tensor(reference)):
            return self._nowhere(reference, ZERO)
        node = self._maker(reference)
        if node is None or not isinstance(reference, Value):
            return self.own(reference)
        if operation(node) in FILLED:
            return self._nowhere(reference, FILLED[operation(node)])
        found = self._of(node, reference.out) if is_moving(node) else self._lifted(reference, node)
        return self.own(reference) if found is None or self._is_repeated(node, found) else found

    def _nowhere(self, reference: Reference, place: int) -> Places:
        """Return the places of a tensor of zeros, or of ones."""
        sizes = self._sizes(reference)
        self.budget.spend(math.prod(sizes))
        return torch.full(sizes, place)

    def _is_repeated(self, node: Node, places: Places) -> bool:
        """Whether a node repeats numbers of a map: what it makes is another map, as large as it is."""
        if operation(node) not in REPEATING or bool((places <= ONE).all()):
            return False
        *_, source = back(references(node)[0], self._producer)
        return not isinstance(source, Weight) or self._tensor(source).kind == "constant"

    def _is_moved(self, reference: Reference) -> bool:
        makers = map(self._maker, back(reference, self._maker, alone=True))
        return any(node is not None and (is_moving(node) or operation(node) in EMPTY) for node in makers)

    def _lifted(self, reference: Value, node: Node) -> Places | None:
        """A function of each number of what is moved is the same movement of what the function makes."""
        read = references(node)
        if len(read) != 1 or not self._is_moved(read[0]):
            return None
        source, places = self.source(read[0]), self.of(read[0])
        whole = None if source is None or places is None else self._lift(reference, source)
        if source is None or places is None or whole is None:
            return None
        moved = places - self._begins[source] + int(self.own(whole).flatten()[0])
        return torch.where(places == ZERO, ZERO, moved)

    def _of(self, node: Node, out: int) -> Places | None:
        """Return the places of what a movement makes."""
        try:
            self.budget.spend(sum(math.prod(map(_at_three, shape)) for shape in node.shapes))
            made = self._sum(node) if operation(node) == "add" else self._run(node)
        except (RuntimeError, ValueError, TypeError, IndexError, NotFollowed):  # the Graph's own affair
            return None
        return made if isinstance(made, torch.Tensor) else made[out]

    def _run(self, node: Node) -> Any:
        places = [self._argument(argument) for argument in node.args]
        schema = resolve(node.op)._schema.arguments
        if operation(node) == "constant_pad_nd":
            places[2] = _padded_with(places[2])
        if operation(node) in ("index_add", "index_copy"):
            return self._written(*places[:4])
        if operation(node) in OF_FLOATS:
            places[0] = places[0].double()
        given = [value for value, each in zip(places, schema, strict=True) if not each.kwarg_only]
        made = resolve(node.op)(*given)
        return made.long() if operation(node) in OF_FLOATS else made

    def _written(self, into: Places, dim: int, index: Places, parts: Places) -> Places:
        """Write parts where there were zeros."""
        if bool((into.index_select(dim, index) != ZERO).any()) or len(set(index.tolist())) < len(index):
            raise NotFollowed
        return into.index_copy(dim, index, parts)

    def _sum(self, node: Node) -> Places:
        """Numbers are where they were if nothing but zeros is added to them."""
        one, other = (self._argument(each) for each in node.args[:2])
        if one.shape != other.shape or bool(((one != ZERO) & (other != ZERO)).any()):
            raise NotFollowed
        return torch.as_tensor(one + other)

    def _argument(self, argument: Argument) -> Any:
        if isinstance(argument, tuple):
            return [self._scalar(each) for each in argument]
        return self._scalar(argument)

    def _scalar(self, scalar: Scalar) -> Any:
        if isinstance(scalar, Batch):
            return scalar.at(IMAGES)
        if not isinstance(scalar, Reference):
            return scalar
        if (fixed := self._numbers.of(scalar)) is not None:
            return fixed
        places = self.of(scalar)
        if places is None:
            raise NotFollowed
        return places

    def _sizes(self, reference: Reference) -> tuple[int, ...]:
        return tuple(map(_at_three, self._shape(reference)))

    def whole(self, place: int) -> Reference | None:
        """Return the tensor that a place is in."""
        return next(
            (
                reference
                for reference, begin in self._begins.items()
                if begin <= place < begin + math.prod(self._sizes(reference))
            ),
            None,
        )

    def _parts(self, places: Places, *, written: bool) -> tuple[Part, ...]:
        """Return what follows one another along the channels; none if it is no tensors, or pieces of some.

        Pieces count where something was written into a map: what was there before is gone.
        """
        parts: list[Part] = []
        at = 0
        while at < places.shape[1]:
            self.budget.spend(places[:, at:].numel())
            part, channels = self._part(places[:, at:])
            if part is None or (isinstance(part, tuple) and not written) or len(parts) == MOST_PARTS:
                return ()
            parts.append(part)
            at += channels
        return tuple(parts) if any(not isinstance(part, int) for part in parts) else ()

    def _part(self, places: Places) -> tuple[Part | None, int]:
        """Return what a map begins with, and its channels."""
        empty = _leading((places == ZERO).movedim(1, 0).flatten(1).all(1))
        if empty:
            return empty, empty
        first = int(places[:, :1].flatten()[0])
        part = self.whole(first)
        sizes = self._sizes(part) if part is not None else ()
        if part is None or len(sizes) != places.dim() or isinstance(part, Weight):
            return None, 0
        own = self.own(part)
        start = (first - int(own.flatten()[0])) // math.prod(sizes[2:]) % sizes[1]
        count = min(places.shape[1], sizes[1] - start)
        if (places.shape[0], *places.shape[2:]) != (sizes[0], *sizes[2:]):
            return None, 0
        alike = places[:, :count] == own[:, start : start + count]
        kept = _leading(alike.movedim(1, 0).flatten(1).all(1))
        if not kept:
            return None, 0
        return part if kept == sizes[1] else (part, start, kept), kept

    def _read_for_numbers(self, reference: Reference) -> Sequence[Reference]:
        node = self._producer(reference)
        return references(node) if node is not None and operation(node) in FIXED else ()

    def _computed(self, reference: Reference) -> torch.Tensor | None:
        if isinstance(reference, Weight):
            return _whole_numbers(self._tensor(reference))
        node = self._producer(reference)
        if node is None or operation(node) not in FIXED:
            return None
        read = {each: self._numbers.of(each) for each in references(node)}
        if any(each is None for each in read.values()):
            return None
        schema = resolve(node.op)._schema.arguments
        args = [read[each] if isinstance(each, Reference) else each for each in node.args]
        given = [value for value, each in zip(args, schema, strict=True) if not each.kwarg_only]
        if operation(node) == "to":
            return read[references(node)[0]]
        self.budget.spend(math.prod(self._sizes(reference)))
        made = resolve(node.op)(*given)
        return made if isinstance(made, torch.Tensor) else None


def _padded_with(value: Any) -> int:
    """Return the place of what stands around a map."""
    if value not in (0, 1, None):
        raise NotFollowed
    return ONE if value == 1 else ZERO


def _at_three(size: Size) -> int:
    """Return a size for so many images as are followed."""
    return size.at(IMAGES) if isinstance(size, Batch) else size


def _leading(true: torch.Tensor) -> int:
    """Return how many are true before the first that is not."""
    return next((at for at, each in enumerate(true.tolist()) if not each), len(true))


def _is_zero(tensor: Tensor) -> bool:
    return tensor.kind == "constant" and tensor.values == 0


def _whole_numbers(tensor: Tensor) -> torch.Tensor | None:
    """Return the whole numbers that a tensor holds, if they stand in the code."""
    if tensor.kind != "constant" or tensor.dtype != "int64" or tensor.values is None:
        return None
    count = math.prod(tensor.shape)
    values = tensor.values if isinstance(tensor.values, tuple) else (tensor.values,) * count
    return torch.tensor(values).long().reshape(tensor.shape)


def is_moving(node: Node) -> bool:
    """Whether a node may do nothing but move numbers."""
    adds = node.op == "add.Tensor" and len(references(node)) == 2 and node.args[2:] == (1,)
    return adds or operation(node) in MOVING
