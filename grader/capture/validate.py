"""Check whether a Graph from a child may be computed, without running any of its operations on data.

The bounds fit everything from perceptrons to DenseNet-121 and ViT, with room to spare.
"""

import math

import torch

from grader.base.memoize import remembered
from grader.capture.operations import ALLOWED, BROADCASTING, resolve
from grader.records.graph import (
    Argument,
    Batch,
    Dtype,
    Graph,
    Input,
    Mode,
    Node,
    Reference,
    Scalar,
    Tensor,
    Value,
    Weight,
    references,
)

NODES = 6_000
DIMENSION = 65_536
RANK = 6
PARAMETERS = 30_000_000
ELEMENTS = 64_000_000
"""Maximum elements of one tensor."""
TOLD = 128
"""Maximum numbers in constants and buffers: means, deviations and small kernels fit, a table of answers
does not."""
TO_THE_END = 2**63 - 1
"""The end of a slice without an upper bound."""
COUNTING = ("arange.", "eye.")
"""Operations whose number of results is the value of an argument."""
DIMENSIONS = {"dim", "dims"}
"""Arguments that name dimensions of a tensor."""
DTYPES = {"float32", "float64", "int64", "int32", "bool", "uint8", "float16", "bfloat16"}


class Invalid(Exception):  # noqa: N818 - an outcome
    """Raised for a Graph that no honest child sends, or that is too large to compute."""


@remembered
def validate(graph: Graph) -> None:
    """Check indices, types and bounds.

    Raises:
        Invalid: the Graph fails a check, which the message names.
    """
    _require(0 < len(graph.nodes) <= NODES, f"{len(graph.nodes)} operations")
    _require(len(graph.tensors) <= NODES, f"{len(graph.tensors)} tensors")
    _require(graph.batch is None or 0 < graph.batch <= DIMENSION, "the batch size")
    _require(2 <= len(graph.input) <= RANK, "the input's shape")
    for size in graph.input:
        _require(size == Batch(1) or (isinstance(size, int) and 0 < size <= DIMENSION), "the input's shape")
    one = math.prod(size for size in graph.input[1:] if isinstance(size, int))
    _require(one * (graph.batch or 1) <= ELEMENTS, "the input's size")
    for tensor in graph.tensors:
        _validate_tensor(tensor)
    told = sum(len(tensor.values) for tensor in graph.tensors if isinstance(tensor.values, tuple))
    _require(told <= TOLD, f"{told} numbers that are no parameters")
    total = sum(math.prod(tensor.shape) for tensor in graph.tensors)
    _require(total <= PARAMETERS, f"{total:,} parameters")
    for index, node in enumerate(graph.nodes):
        _validate_node(node)
        for reference in references(node):
            _validate_reference(reference, graph, index, node.when)
    _validate_reference(graph.output, graph, len(graph.nodes), "eval")
    _validate_reference(graph.output_training, graph, len(graph.nodes), "train")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Invalid(what)


def _validate_tensor(tensor: Tensor) -> None:
    _require(len(tensor.shape) <= RANK, f"the rank of {tensor.name}")
    _require(all(0 <= size <= DIMENSION for size in tensor.shape), f"the shape of {tensor.name}")
    _require(math.prod(tensor.shape) <= ELEMENTS, f"the size of {tensor.name}")
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


def _validate_reference(reference: Reference, graph: Graph, before: int, when: str) -> None:
    if isinstance(reference, Value):
        _require(0 <= reference.node < before, "a reference")
        node = graph.nodes[reference.node]
        _require(0 <= reference.out < max(1, len(node.shapes)), "a reference")
        _require(node.when in ("always", when), "a reference to another mode")
    elif isinstance(reference, Weight):
        _require(0 <= reference.index < len(graph.tensors), "a reference")


def _validate_node(node: Node) -> None:
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
        return isinstance(scalar, Value | Input | Weight)
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
