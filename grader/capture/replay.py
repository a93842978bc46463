"""Compute a Graph as the grader's own module, with allow-listed operations and the grader's own weights."""

import math
from collections.abc import Callable, Iterator
from typing import Any, Literal

import torch
from torch import nn

from grader.capture.guards import GUARDS, Guard
from grader.capture.operations import GATES, resolve
from grader.capture.rows import cut
from grader.capture.validate import dtype, must_be_computable, validate
from grader.records.graph import (
    OPAQUE,
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
    uses,
)

Step = tuple[Callable[..., Any], tuple[Argument, ...], tuple[tuple[str, Argument], ...], bool, Guard | None]
"""An operation, its positional and keyword arguments, whether it takes a device, and the guard that checks
its arguments."""

Inputs = tuple[torch.Tensor, ...]
UNSUITABLE = (RuntimeError, ValueError, TypeError, IndexError, NotImplementedError, KeyError, MemoryError)
"""What is raised for arguments that an operation does not accept, or if there is too little memory."""
DRAWS = 0
"""The seed of what a model draws at random in evaluation mode."""
NO_MEMORY = ("can't allocate memory", "out of memory")
"""Words in torch's messages when memory runs out; on MPS the type of the error does not tell."""


class Replay(nn.Module):
    """A Graph as a module, with weights newly drawn from `seed`, or zero if it is None.

    `forward` takes rows of the Graph's input shape, with any batch size unless the Graph has a fixed one, and
    returns what the student's model computes of what is cut out of them: a tensor, or a tuple if the model
    returns several. An operation that is not known returns zeros.

    Args:
        graph: the model.
        seed: the seed of the weights.
        device: `meta` for a module that computes shapes alone, of any size, and has no weights.

    Raises:
        Invalid: the Graph is not allowed to be computed.
        TooLarge: it is too large to be computed.
    """

    def __init__(self, graph: Graph, seed: int | None = 0, device: Literal["cpu", "meta"] = "cpu") -> None:
        super().__init__()
        validate(graph)
        if device == "cpu":
            must_be_computable(graph)
        self.graph = graph
        self.device = device
        self._steps = {
            mode: [
                (index, _step(node))
                for index, node in enumerate(graph.nodes)
                if node.when in ("always", mode)
            ]
            for mode in ("train", "eval")
        }
        self._last_read = {
            mode: _last_read(graph, [index for index, _ in steps]) for mode, steps in self._steps.items()
        }
        for index, tensor in enumerate(graph.tensors):
            self._add(index, tensor)
        if seed is not None:
            initialise(self, seed)

    @property
    def sample(self) -> tuple[int, ...]:
        """The shape of one input, without the batch."""
        return tuple(size for size in self.graph.input[1:] if isinstance(size, int))

    def weight(self, index: int) -> torch.Tensor:
        """Return the `index`-th tensor of the Graph."""
        found = getattr(self, f"weight{index}")
        assert isinstance(found, torch.Tensor)
        return found

    def forward(self, x: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, ...]:
        """Compute the batch `x`."""
        wanted = self.graph.outputs[1 if self.training else 0 :: 2]
        missing = {output.node for output in wanted if isinstance(output, Value)}
        results: dict[int, Any] = {}
        if missing:
            for index, result in self.steps(x):
                if index in missing:
                    results[index] = result
                    if len(results) == len(missing):
                        break
        inputs = cut(x, self.graph.given)
        found = tuple(self._look_up(output, inputs, results) for output in wanted)
        return found if self.graph.further else found[0]

    def steps(self, x: torch.Tensor) -> Iterator[tuple[int, Any]]:
        """Compute one node after another for the batch `x`, and yield each node's index and result.

        A result is freed once no later node reads it, so that only a few are in memory at a time.
        """
        results: dict[int, Any] = {}
        inputs = cut(x, self.graph.given)
        mode = "train" if self.training else "eval"
        for index, (operation, args, named, placed, guard) in self._steps[mode]:
            values = [self._argument(arg, inputs, results) for arg in args]
            keywords = {name: self._argument(arg, inputs, results) for name, arg in named}
            if placed:
                keywords["device"] = x.device
            if guard is not None and self.device != "meta":  # where there are no values, none is read
                guard(*values)
            results[index] = operation(*values, **keywords)
            yield index, results[index]
            for done in self._last_read[mode].get(index, ()):
                del results[done]

    def _add(self, index: int, tensor: Tensor) -> None:
        value = torch.zeros(tensor.shape, dtype=dtype(tensor.dtype), device=self.device)
        if isinstance(tensor.values, tuple):
            value = torch.tensor(tensor.values, dtype=value.dtype, device=self.device).reshape(tensor.shape)
        elif tensor.values is not None:
            value.fill_(tensor.values)
        if tensor.kind == "parameter" and value.is_floating_point():
            self.register_parameter(f"weight{index}", nn.Parameter(value, requires_grad=not tensor.frozen))
        else:
            self.register_buffer(f"weight{index}", value)

    def _argument(self, argument: Argument, inputs: Inputs, results: dict[int, Any]) -> Any:
        if isinstance(argument, tuple):
            return [self._scalar(item, inputs, results) for item in argument]
        return self._scalar(argument, inputs, results)

    def _scalar(self, scalar: Scalar, inputs: Inputs, results: dict[int, Any]) -> Any:
        if isinstance(scalar, Reference):
            return self._look_up(scalar, inputs, results)
        if isinstance(scalar, Batch):
            return scalar.at(inputs[0].shape[0])
        if isinstance(scalar, Mode):
            return self.training != scalar.inverted
        if isinstance(scalar, Dtype):
            return dtype(scalar.name)
        return scalar

    def _look_up(self, reference: Reference, inputs: Inputs, results: dict[int, Any]) -> Any:
        if isinstance(reference, Input):
            return inputs[reference.index]
        if isinstance(reference, Weight):
            return self.weight(reference.index)
        result = results[reference.node]
        return result[reference.out] if isinstance(result, tuple | list) else result


def joined(outputs: torch.Tensor | tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Return all that a model returns as one tensor, with a row for each example if it returns several."""
    if isinstance(outputs, torch.Tensor):
        return outputs
    return torch.cat([each.reshape(len(each), -1).float() for each in outputs], 1)


def _step(node: Node) -> Step:
    if node.op == OPAQUE:
        named = (("types", node.args[2]), *((f"shape{i}", shape) for i, shape in enumerate(node.shapes)))
        return _zeros, (), named, True, None
    operation = resolve(node.op)
    schema = operation._schema.arguments
    positional = tuple(
        arg for arg, expected in zip(node.args, schema, strict=True) if not expected.kwarg_only
    )
    named = tuple(
        (expected.name, arg)
        for arg, expected in zip(node.args, schema, strict=True)
        if expected.kwarg_only and arg is not None
    )
    placed = any(expected.name == "device" for expected in schema)
    run = _packed if node.op == "_pack_padded_sequence.default" else operation
    return run, positional, named, placed, GUARDS.get(node.op)


def _packed(source: torch.Tensor, lengths: torch.Tensor, batch_first: bool) -> Any:
    """Pack sequences, whose lengths torch asks for on the CPU wherever the sequences are."""
    return torch.ops.aten._pack_padded_sequence(source, lengths.cpu(), batch_first)


def _zeros(types: list[torch.dtype], device: torch.device, **shapes: list[int]) -> list[torch.Tensor]:
    """Return zeros in the place of what an operation makes that is not known."""
    return [
        torch.zeros(shape, dtype=each, device=device)
        for shape, each in zip(shapes.values(), types, strict=True)
    ]


def _last_read(graph: Graph, order: list[int]) -> dict[int, list[int]]:
    """Return, by a node's index, the nodes whose results that node is the last to read."""
    last: dict[int, int] = {}
    for index in order:
        last |= {ref.node: index for ref in references(graph.nodes[index]) if isinstance(ref, Value)}
    found: dict[int, list[int]] = {}
    for node, reader in last.items():
        found.setdefault(reader, []).append(node)
    return found


# -- weights ---------------------------------------------------------------------------------------------

WEIGHTED = {
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "linear",
}  # fmt: skip
SMALL = 0.02
"""Standard deviation of a free parameter's initial values, as for position embeddings in ViT and BERT."""


def initialise(replay: Replay, seed: int) -> None:
    """Draw the random weights in the order of use, as torch's own layers do.

    A layer's weight and bias are uniform within 1/sqrt(fan in), as `nn.Linear` and `nn.Conv2d` draw them
    with `kaiming_uniform_(a=sqrt(5))`, and those of a recurrent layer within 1/sqrt(hidden). The table of an
    embedding is normal, with zeros for what pads. A weight that the student multiplies by hand gets the
    same as a layer's, with the fan in of its own shape; any other free parameter is normal with the
    deviation `SMALL`. Weights that the
    student set to one number keep it; other initialisations are ignored, so that equal models train
    equally.
    """
    graph = replay.graph
    generator = torch.Generator().manual_seed(seed)
    fans, tables = _fans(graph), _tables(graph)
    order = uses(graph)
    rest = [index for index in range(len(graph.tensors)) if index not in set(order)]
    with torch.no_grad():
        for index in (*order, *rest):
            tensor = graph.tensors[index]
            if tensor.values is not None or tensor.kind not in ("parameter", "unregistered"):
                continue
            weight = replay.weight(index)
            if index in tables:
                weight.normal_(generator=generator)[tables[index]] = 0
                continue
            fan = fans.get(index, _fan_in(tensor.shape) if len(tensor.shape) == 2 else None)
            if fan is None:
                weight.normal_(0, SMALL, generator=generator)
            else:
                bound = 1 / math.sqrt(max(fan, 1))
                weight.uniform_(-bound, bound, generator=generator)


def _fans(graph: Graph) -> dict[int, int]:
    """Return the number of inputs to each unit, by the index of a layer's weight or bias."""
    fans: dict[int, int] = {}
    for node in graph.nodes:
        if node.op.split(".")[0] in WEIGHTED and isinstance(node.args[1], Weight):
            fan = _fan_in(graph.tensors[node.args[1].index].shape)
            for argument in node.args[1:3]:
                if isinstance(argument, Weight):
                    fans.setdefault(argument.index, fan)
        elif node.op.startswith(tuple(GATES)):
            for reference in references(node):
                if isinstance(reference, Weight) and len(graph.tensors[reference.index].shape) < 3:
                    fans.setdefault(reference.index, _hidden(graph, node))
    return fans


def _hidden(graph: Graph, node: Node) -> int:
    """Return the size of a recurrent layer's hidden state: gates aside, the rows of its first weight."""
    gates = next(number for name, number in GATES.items() if node.op.startswith(name))
    first = next(
        (
            graph.tensors[ref.index].shape
            for ref in references(node)
            if isinstance(ref, Weight) and len(graph.tensors[ref.index].shape) == 2
        ),
        (gates,),
    )
    return first[0] // gates


def _tables(graph: Graph) -> dict[int, list[int]]:
    """Return the rows that stand for padding in the table of each embedding, by the table's index."""
    tables: dict[int, list[int]] = {}
    for node in graph.nodes:
        if not node.op.startswith("embedding") or not isinstance(node.args[0], Weight):
            continue
        padding = node.args[2] if node.op == "embedding.default" else node.args[-1]
        rows = graph.tensors[node.args[0].index].shape[0]
        found = tables.setdefault(node.args[0].index, [])
        if isinstance(padding, int) and -1 < padding < rows:
            found.append(padding)
    return tables


def _fan_in(shape: tuple[int, ...]) -> int:
    return math.prod(shape[1:])
