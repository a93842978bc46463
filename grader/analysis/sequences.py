"""Layers that work on sequences: what their operations' arguments say, in words of the layers."""

from collections.abc import Callable
from dataclasses import dataclass

from grader.analysis.arguments import numbers
from grader.capture.operations import GATES
from grader.records.graph import (
    Argument,
    Graph,
    Input,
    Node,
    Reference,
    Shape,
    Value,
    Weight,
    references,
)


@dataclass(frozen=True)
class Recurrence:
    """The settings of a recurrent layer or cell."""

    inputs: int
    hidden: int
    layers: int
    both_directions: bool
    bias: bool
    dropout: float
    out: int
    """The size of the state, which is smaller than `hidden` if it is projected."""
    function: str
    """`tanh` or `relu` of a simple recurrent layer, else nothing."""

    @property
    def settings(self) -> tuple[Argument, ...]:
        """The settings, beginning with the number of inputs, which follows from the layers before."""
        return (
            self.inputs,
            self.hidden,
            self.layers,
            self.both_directions,
            self.bias,
            self.dropout,
            self.out,
            self.function,
        )


def parameters(node: Node) -> tuple[Reference, ...]:
    """Return the weights of a recurrent layer or cell, without its states."""
    if is_cell(node):
        return tuple(arg for arg in node.args[2:] if isinstance(arg, Weight))
    listed = node.args[3 if node.op.endswith(".data") else 2]
    return tuple(each for each in listed if isinstance(each, Weight)) if isinstance(listed, tuple) else ()


def is_cell(node: Node) -> bool:
    """Return whether a recurrent operation makes one step alone."""
    return node.op.endswith("_cell.default")


def recurrence(node: Node, shape: Callable[[Reference], Shape]) -> Recurrence | None:
    """Return the settings of a recurrent layer or cell; None if its weights are computed.

    Args:
        node: the operation.
        shape: returns the shape of a tensor.
    """
    weights = parameters(node)
    if len(weights) < 2:
        return None
    first, second = (shape(each) for each in weights[:2])
    if len(first) != 2 or len(second) != 2:
        return None
    (rows, inputs), (_, out) = numbers(first), numbers(second)
    name = node.op.split(".")[0].removesuffix("_cell")
    hidden = rows // GATES[name.split("_")[0]]
    function = name.removeprefix("rnn_") if name.startswith("rnn") else ""
    if is_cell(node):
        return Recurrence(inputs, hidden, 1, False, len(weights) > 2, 0.0, out, function)
    start = 4 if node.op.endswith(".data") else 3
    bias, layers, dropout, _, both = node.args[start : start + 5]
    if not isinstance(layers, int) or not isinstance(dropout, int | float):
        return None
    dropped = float(dropout) if layers > 1 else 0.0  # it stands between layers alone
    return Recurrence(inputs, hidden, layers, both is True, bias is True, dropped, out, function)


PACKING = ("_pack_padded_sequence", "_pad_packed_sequence")


def bookkeeping(graph: Graph) -> set[int]:
    """Return the nodes that only keep account of lengths, padding and the order of sequences.

    They are sums on whole numbers that were given beside the data, packing, and the picking of sequences or
    steps by such numbers. A model that is called with images has none.
    """
    if not graph.given:
        return set()
    counts: set[Reference] = {
        Input(index) for index, each in enumerate(graph.given) if each.kind in ("lengths", "padding")
    }
    found: set[int] = set()
    for index, node in enumerate(graph.nodes):
        read = references(node)
        is_count = bool(counts.intersection(read)) and all(_is_count(graph, ref, counts) for ref in read)
        packs = node.op.split(".")[0] in PACKING
        if is_count or packs:
            counts.update(Value(index, out) for out in range(len(node.shapes)) if is_count or out == 1)
        if is_count or packs or (node.op.startswith("index_select") and node.args[2] in counts):
            found.add(index)
    return found


def _is_count(graph: Graph, reference: Reference, counts: set[Reference]) -> bool:
    """Return whether a tensor is an account, or made of nothing that is given."""
    if reference in counts:
        return True
    if isinstance(reference, Value):
        node = graph.nodes[reference.node]
        return all(_is_count(graph, ref, counts) for ref in references(node))
    return isinstance(reference, Weight) and graph.tensors[reference.index].kind == "constant"


def notation(kind: str, settings: tuple[Argument, ...]) -> str:
    """Return e.g. `LSTM 28x64, 2 layers, both directions, dropout 0.2`."""
    inputs, hidden, layers, both, bias, dropout, out, function = settings
    told = [
        f"{kind} {inputs}x{hidden}",
        f"{layers} layers" if layers != 1 else "",
        "both directions" if both else "",
        f"dropout {dropout:g}" if isinstance(dropout, int | float) and dropout else "",
        f"projected to {out}" if out != hidden else "",
        "ReLU" if function == "relu" else "",
        "" if bias else "bias=False",
    ]
    return ", ".join(word for word in told if word)
