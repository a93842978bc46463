"""Check whether a Graph from a child may be computed, without running any of its operations on data.

The bounds fit everything from perceptrons to DenseNet-121 and ViT, with room to spare.
"""

import math

import torch

from grader.base.memoize import remembered
from grader.capture.operations import ALLOWED, BROADCASTING, resolve
from grader.records.graph import (
    OPAQUE,
    Argument,
    Batch,
    Dtype,
    Graph,
    Mode,
    Node,
    Reference,
    Scalar,
    Tensor,
    Value,
    Weight,
    references,
)
from grader.records.signature import row

NODES = 6_000
DIMENSION = 65_536
RANK = 6
PARAMETERS = 100_000_000
"""Maximum parameters of a model that is computed: with their gradients 0.8 GB, and 1.6 GB with Adam's means.
What needs no weights, such as the shapes, has no such bound."""
ELEMENTS = 64_000_000
"""Maximum elements of one tensor that is computed."""
COUNTED = 2**40
"""Maximum elements of a tensor that is only counted."""
RESULTS = 64
"""Maximum results of an operation that is not known."""
THINGS = 16
"""Maximum number of things that forward takes, and of those that it returns."""
TOLD = 128
"""Maximum numbers in constants and buffers: means, deviations and small kernels fit, a table of answers
does not."""
TO_THE_END = 2**63 - 1
"""The end of a slice without an upper bound."""
COUNTING = ("arange.", "eye.", "randperm.")
"""Operations whose number of results is the value of an argument."""
DIMENSIONS = {"dim", "dims"}
"""Arguments that name dimensions of a tensor."""
DTYPES = {"float32", "float64", "int64", "int32", "bool", "uint8", "float16", "bfloat16"}


class Invalid(Exception):  # noqa: N818 - an outcome
    """Raised for a Graph that no honest child sends, or that is too large."""


class TooLarge(Invalid):
    """Raised for a Graph that an honest child may send, but that is too large; the message says how large."""


@remembered
def validate(graph: Graph) -> None:
    """Check indices, types and bounds.

    Raises:
        Invalid: the Graph fails a check, which the message names.
    """
    _require(len(graph.nodes) > 0, "0 operations")
    _require_size(len(graph.nodes) <= NODES, f"{len(graph.nodes):,} operations")
    _require_size(len(graph.tensors) <= NODES, f"{len(graph.tensors):,} tensors")
    _require(graph.batch is None or 0 < graph.batch <= DIMENSION, "the batch size")
    _require(2 <= len(graph.input) <= RANK, "the input's shape")
    for size in graph.input:
        _require(size == Batch(1) or (isinstance(size, int) and 0 < size <= DIMENSION), "the input's shape")
    one = math.prod(size for size in graph.input[1:] if isinstance(size, int))
    _require(one * (graph.batch or 1) <= ELEMENTS, "the input's size")
    for tensor in graph.tensors:
        _validate_tensor(tensor)
    told = sum(len(tensor.values) for tensor in graph.tensors if isinstance(tensor.values, tuple))
    _require_size(told <= TOLD, f"{told} numbers that are no parameters")
    for index, node in enumerate(graph.nodes):
        _validate_node(node)
        for reference in references(node):
            _validate_reference(reference, graph, index, node.when)
    _validate_signature(graph)
    for index, output in enumerate(graph.outputs):
        _validate_reference(output, graph, len(graph.nodes), "train" if index % 2 else "eval")


def must_be_computable(graph: Graph) -> None:
    """Check that a Graph's tensors are small enough for a computation.

    Raises:
        TooLarge: they are not; the message says how large they are.
    """
    total = sum(math.prod(tensor.shape) for tensor in graph.tensors)
    _require_size(total <= PARAMETERS, f"{total:,} parameters")
    for tensor in graph.tensors:
        elements = math.prod(tensor.shape)
        _require_size(elements <= ELEMENTS, f"{elements:,} parameters in {tensor.name}")


def _require_size(holds: bool, what: str) -> None:
    if not holds:
        raise TooLarge(what)


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Invalid(what)


def _validate_tensor(tensor: Tensor) -> None:
    _require(len(tensor.shape) <= RANK, f"the rank of {tensor.name}")
    _require(all(0 <= size <= ELEMENTS for size in tensor.shape), f"the shape of {tensor.name}")
    _require(math.prod(tensor.shape) <= COUNTED, f"the size of {tensor.name}")
    _require(tensor.dtype in DTYPES, f"the type of {tensor.name}")
    if isinstance(tensor.values, tuple):
        _require(len(tensor.values) == math.prod(tensor.shape), f"the values of {tensor.name}")
        _require(all(_is_of(value, tensor.dtype) for value in tensor.values), f"the values of {tensor.name}")
    elif tensor.values is not None:
        _require(_is_of(tensor.values, tensor.dtype), f"the value of {tensor.name}")
    elif tensor.kind in ("parameter", "unregistered"):
        _require(dtype(tensor.dtype).is_floating_point, f"the type of {tensor.name}")  # it is drawn at random


def _is_of(value: float, name: str) -> bool:
    """Return whether a type can hold a number."""
    if name == "bool":
        return value in (0, 1)
    limits = torch.finfo(dtype(name)) if dtype(name).is_floating_point else torch.iinfo(dtype(name))
    return limits.min <= value <= limits.max  # false for NaN and infinity


def _validate_signature(graph: Graph) -> None:
    """Check that what the model is called with can be cut out of its rows."""
    _require(len(graph.given) <= THINGS and len(graph.further) <= THINGS, "what forward takes or returns")
    if not graph.given:
        return
    for each in graph.given:
        _require(len(each.shape) < RANK and all(0 < size <= DIMENSION for size in each.shape), "an input")
        _require(each.kind != "tokens" or 2 <= each.below <= DIMENSION, "the vocabulary")
    first, *others = graph.given
    derived = any(not each.is_cut for each in others)
    _require(first.is_cut and (not derived or len(first.shape) > 0), "the first input")
    _require(tuple(graph.input[1:]) == row(graph.given), "rows of another size")


def _validate_reference(reference: Reference, graph: Graph, before: int, when: str) -> None:
    if isinstance(reference, Value):
        _require(0 <= reference.node < before, "a reference")
        node = graph.nodes[reference.node]
        _require(0 <= reference.out < max(1, len(node.shapes)), "a reference")
        _require(node.when in ("always", when), "a reference to another mode")
    elif isinstance(reference, Weight):
        _require(0 <= reference.index < len(graph.tensors), "a reference")
    else:
        _require(0 <= reference.index < max(1, len(graph.given)), "an input")


def _validate_node(node: Node) -> None:
    if node.op == OPAQUE:
        _validate_opaque(node)
        return
    _require(node.op in ALLOWED, f"the operation {node.op}")
    _require(len(node.shapes) <= DIMENSION, f"the results of {node.op}")
    schema = resolve(node.op)._schema
    _require(len(node.args) == len(schema.arguments), f"the arguments of {node.op}")
    for argument, expected in zip(node.args, schema.arguments, strict=True):
        kind = str(expected.real_type)
        number = kind == "Tensor" and node.op in BROADCASTING and _fits(argument, "number")
        to_the_end = expected.name == "end" and argument == TO_THE_END
        _require(number or to_the_end or _fits(argument, kind), f"{expected.name} of {node.op}")
        if expected.name == "pin_memory":  # it would start CUDA in the process that computes the Graph
            _require(not argument, f"{expected.name} of {node.op}")
        if expected.name in DIMENSIONS:  # else it could exceed the tensor's own for a large batch
            _require(not _grows(argument), f"{expected.name} of {node.op}")
        if isinstance(argument, tuple) and expected.name in ("size", "repeats"):
            _require(math.prod(map(_least, argument)) <= ELEMENTS, f"the size of {node.op}")
        if node.op.startswith(COUNTING) and expected.name in ("start", "end", "n", "m"):
            _require(
                not isinstance(argument, int | float) or abs(argument) <= DIMENSION,
                f"{expected.name} of {node.op}",
            )


def _validate_opaque(node: Node) -> None:
    """Check a node that is not computed: its results are zeros of these types and shapes."""
    _require(len(node.args) == 3, "the arguments of an operation that is not known")
    name, read, types = node.args
    _require(isinstance(name, str) and 0 < len(name) < 100 and name.isprintable(), "an operation's name")
    _require(_fits(read, "List[Tensor]") and _fits(types, "List[ScalarType]"), f"the arguments of {name}")
    _require(isinstance(types, tuple) and len(types) == len(node.shapes) <= RESULTS, f"the results of {name}")
    for shape in node.shapes:
        _require(len(shape) <= RANK and all(map(_is_size, shape)), f"a result of {name}")
        _require(math.prod(map(_least, shape)) <= ELEMENTS, f"the size of a result of {name}")


def _grows(argument: Argument) -> bool:
    items = argument if isinstance(argument, tuple) else (argument,)
    return any(isinstance(item, Batch) for item in items)


def _fits(argument: Argument, kind: str) -> bool:
    """Return whether an argument has the type that the operation's schema requires.

    torch itself accepts an int in place of a dtype, and crashes on some.
    """
    if kind.startswith("Optional["):
        return argument is None or _fits(argument, kind[len("Optional[") : -1])
    if kind.startswith("List["):
        return isinstance(argument, tuple) and all(_fits(item, kind[len("List[") : -1]) for item in argument)
    return not isinstance(argument, tuple) and _fits_scalar(argument, kind)


def _fits_scalar(scalar: Scalar, kind: str) -> bool:
    if kind == "Tensor":
        return isinstance(scalar, Reference)
    if kind == "bool":
        return isinstance(scalar, bool | Mode)
    if kind in ("int", "SymInt"):
        return _is_size(scalar)
    if kind == "float":
        return _is_number(scalar)
    if kind in ("number", "Scalar"):
        return isinstance(scalar, bool) or _is_number(scalar)
    if kind == "str":
        return isinstance(scalar, str) and len(scalar) < 100
    if kind == "ScalarType":
        return isinstance(scalar, Dtype) and scalar.name in DTYPES
    return scalar is None  # a device, a layout or a memory format: chosen by the grader


def _least(size: Scalar) -> int:
    """Return the minimum of a size, for a batch of two."""
    return abs(size.at(2)) if isinstance(size, Batch) else abs(size) if isinstance(size, int) else 1


def _is_size(scalar: Scalar) -> bool:
    """Return whether an integer is in the range of sizes and indices; some torch code counts in 32 bits."""
    if isinstance(scalar, Batch):
        return abs(scalar.times) <= DIMENSION and abs(scalar.plus) <= ELEMENTS
    return type(scalar) is int and abs(scalar) <= ELEMENTS


def _is_number(scalar: Scalar) -> bool:
    if isinstance(scalar, float):
        return math.isfinite(scalar)
    return _is_size(scalar) or (type(scalar) is int and abs(scalar) < 2**63)


def dtype(name: str) -> torch.dtype:
    """Return the torch dtype of a name in `DTYPES`."""
    if name not in DTYPES:
        raise Invalid(f"the type {name}")
    found = getattr(torch, name)
    assert isinstance(found, torch.dtype)
    return found
