"""A model as plain data: operations, shapes, parameters, and the student's line for each.

A Graph comes from a process that ran untrusted code. It is decoded strictly, bounded, and validated by
`grader.capture.replay` before anything is computed on it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from grader.records.signature import Given
from grader.records.source import Line


class Batch(msgspec.Struct, frozen=True, tag="batch", forbid_unknown_fields=True):
    """A whole number that grows with the batch size N: times * N + plus."""

    times: int
    plus: int = 0

    def at(self, n: int) -> int:
        """Return the value for a batch of `n`."""
        return self.times * n + self.plus


Size = int | Batch
Shape = tuple[Size, ...]


class Value(msgspec.Struct, frozen=True, tag="value", forbid_unknown_fields=True):
    """The `out`-th result of the `node`-th node."""

    node: int
    out: int = 0


class Input(msgspec.Struct, frozen=True, tag="input", omit_defaults=True, forbid_unknown_fields=True):
    """The batch that the model is called with, or one of several inputs, by its place."""

    index: int = 0


class Weight(msgspec.Struct, frozen=True, tag="weight", forbid_unknown_fields=True):
    """The `index`-th of the graph's tensors: a parameter, a buffer or a constant."""

    index: int


class Mode(msgspec.Struct, frozen=True, tag="mode", forbid_unknown_fields=True):
    """A flag that is true in training mode and false in evaluation mode (dropout, batch norm).

    `inverted` stands for the opposite flag.
    """

    inverted: bool = False


class Dtype(msgspec.Struct, frozen=True, tag="dtype", forbid_unknown_fields=True):
    """A torch dtype by its name, e.g. `float32`."""

    name: str


Reference = Value | Input | Weight
Scalar = None | bool | int | float | str | Batch | Value | Input | Weight | Mode | Dtype
Argument = Scalar | tuple[Scalar, ...]


class Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One call of an ATen operation, with its arguments in schema order and defaults filled in."""

    op: str
    """The operation's name and overload, e.g. `conv2d.default`."""
    args: tuple[Argument, ...]
    shapes: tuple[Shape, ...]
    """The shape of each result as seen by the child: for display, never for a score."""
    module: str = ""
    """The path of the innermost module that made the call, e.g. `features.0`."""
    at: Line | None = None
    """The student's line that made the call."""
    when: Literal["always", "train", "eval"] = "always"


OPAQUE = "opaque.default"
"""The operation of a node that stands for one that the grader does not know.

Its arguments are the operation's name, the tensors that it reads and the types of its results. It can be
counted and followed, but not computed: its results are zeros, of the shapes that the child has seen.
"""


class Tensor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tensor that belongs to the model."""

    name: str
    kind: Literal["parameter", "buffer", "constant", "unregistered"]
    """`unregistered` is a parameter missing from `model.parameters()`, so no optimizer trains it."""
    shape: tuple[int, ...]
    values: float | tuple[float, ...] | None
    """One number if all elements are equal, the elements of a small constant, None for random weights, and
    for a buffer or a constant of more numbers than a Graph holds."""
    dtype: str = "float32"
    frozen: bool = False
    """Whether it is a parameter without `requires_grad`, which training leaves as it is."""


class Module(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A submodule: its path, its class, and the student's line that made it."""

    path: str
    kind: str
    """`package.module.Class`, or the bare class name if the student wrote the class."""
    at: Line | None = None


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that the child noticed while running the model, e.g. that it reads a weights file."""

    kind: Literal["weights_file", "branches", "random", "random_training", "returns_several", "backward"]
    """`branches`: noise takes another way through forward than images do; `random`: Python's own random
    numbers decide what evaluation computes; `random_training`: what training computes; `returns_several`: a
    tensor was chosen from what forward returns; `backward`: an autograd.Function does not derive its own
    forward."""
    at: Line | None = None
    detail: str = ""
    """Of `returns_several`, what was returned and what was chosen; of `backward`, the class."""


class Further(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A result that forward returns besides the first one."""

    name: str
    output: Reference
    output_training: Reference


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a model is called that takes no batch of images, and what it returns besides its output."""

    given: tuple[Given, ...] = ()
    """What it is called with; nothing if that is the rows of the data as they are."""
    further: tuple[Further, ...] = ()


class Graph(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model computes."""

    input: Shape
    """The shape of the batch: of the rows that all inputs are cut out of."""
    nodes: tuple[Node, ...]
    output: Reference
    """The result in evaluation mode."""
    output_training: Reference
    """The result in training mode; it differs only if the model itself checks the mode."""
    tensors: tuple[Tensor, ...]
    modules: tuple[Module, ...]
    batch: int | None = None
    """The only batch size that the model works with; None if it works with any."""
    remarks: tuple[Remark, ...] = ()
    signature: Signature | msgspec.UnsetType = msgspec.UNSET
    """Unset for a model that is called with one batch and returns one tensor."""

    @property
    def given(self) -> tuple[Given, ...]:
        """What it is called with; nothing if that is the batch as it is."""
        return () if isinstance(self.signature, msgspec.UnsetType) else self.signature.given

    @property
    def further(self) -> tuple[Further, ...]:
        """What it returns besides its output."""
        return () if isinstance(self.signature, msgspec.UnsetType) else self.signature.further

    @property
    def outputs(self) -> tuple[Reference, ...]:
        """All results in both modes."""
        more = (ref for each in self.further for ref in (each.output, each.output_training))
        return (self.output, self.output_training, *more)


def input_shape(graph: Graph, reference: Input) -> Shape:
    """Return the shape of an input."""
    if not graph.given:
        return graph.input
    return (graph.input[0], *graph.given[reference.index].shape)


def in_mode(graph: Graph, mode: str) -> Graph:
    """Return the Graph whose results in both modes are those of one, `train` or `eval`."""
    if mode == "train":
        one, other = "output_training", "output"
    else:
        one, other = "output", "output_training"
    signature = graph.signature
    if not isinstance(signature, msgspec.UnsetType):
        further = (msgspec.structs.replace(each, **{other: getattr(each, one)}) for each in signature.further)
        signature = Signature(signature.given, tuple(further))
    return msgspec.structs.replace(graph, signature=signature, **{other: getattr(graph, one)})


def map_outputs(graph: Graph, change: Callable[[Reference], Reference], **fields: Any) -> Graph:
    """Return the Graph with each of its results replaced, and other fields as given."""
    signature = graph.signature
    if not isinstance(signature, msgspec.UnsetType):
        further = tuple(
            Further(each.name, change(each.output), change(each.output_training))
            for each in signature.further
        )
        signature = Signature(signature.given, further)
    return msgspec.structs.replace(
        graph,
        output=change(graph.output),
        output_training=change(graph.output_training),
        signature=signature,
        **fields,
    )


def with_output(graph: Graph, output: Reference, training: Reference, **fields: Any) -> Graph:
    """Return the Graph with one result alone, and other fields as given."""
    signature = Signature(graph.given) if graph.given else msgspec.UNSET
    return msgspec.structs.replace(
        graph, output=output, output_training=training, signature=signature, **fields
    )


def references(node: Node) -> list[Reference]:
    """Return the tensors that a node reads, in the order of its arguments."""
    found: list[Reference] = []
    for argument in node.args:
        if isinstance(argument, tuple):
            found.extend(each for each in argument if isinstance(each, Reference))
        elif isinstance(argument, Reference):
            found.append(argument)
    return found


def uses(graph: Graph) -> list[int]:
    """Return the indices of the tensors that the evaluation pass reads, in the order of their first use."""
    found: dict[int, None] = {}
    for node in graph.nodes:
        if node.when != "train":
            found.update({ref.index: None for ref in references(node) if isinstance(ref, Weight)})
    return list(found)


def map_references(node: Node, change: Callable[[Reference], Reference]) -> Node:
    """Return the node with each reference replaced."""

    def scalar(value: Scalar) -> Scalar:
        return change(value) if isinstance(value, Reference) else value

    args = tuple(tuple(map(scalar, arg)) if isinstance(arg, tuple) else scalar(arg) for arg in node.args)
    return msgspec.structs.replace(node, args=args)


def join_sizes(a: int, b: int, sizes: Sequence[int]) -> Size:
    """Return the size that equals `a` at the first batch size and `b` at the last.

    Raises:
        ValueError: the size does not grow by a whole number per element of the batch.
    """
    if a == b:
        return a
    times, rest = divmod(b - a, sizes[-1] - sizes[0])
    if rest:
        raise ValueError("a whole number does not grow evenly with the batch")
    return Batch(times, a - times * sizes[0])
