"""Compute a submission's Graphs, in a process that `grader.confinement` made for it.

An operation may crash on arguments that its schema allows, and then ends only this process, which contains
nothing but the question. Standard input brings one line of JSON for each `Wanted`; one line goes out with its
`Answer`.
"""

import sys

import msgspec
import safetensors.torch
import torch
from torch import Tensor

from grader.capture.draws import seed_draws
from grader.capture.replay import DRAWS, NO_MEMORY, UNSUITABLE, Replay, joined
from grader.capture.shapes import shapes_of
from grader.capture.validate import Invalid, TooLarge
from grader.capture.warm_up import prepare
from grader.records.measuring_protocol import (
    Answer,
    Computed,
    Differentiated,
    GradientsWanted,
    OutputsWanted,
    ShapesWanted,
    Tried,
    Uncomputed,
    Wanted,
)

__all__ = ["main", "prepare"]

WORDS = 500
"""Maximum length of an error message, in characters."""
OUTPUTS = 16_000_000
"""Maximum number of output values that are sent."""

_decoder: msgspec.json.Decoder[Wanted] = msgspec.json.Decoder(Wanted)


def main() -> None:
    """Serve until the parent closes the pipe."""
    _say(b"ready")
    while line := sys.stdin.buffer.readline():
        _say(msgspec.json.encode(_answer(_decoder.decode(line))))


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _answer(wanted: Wanted) -> Answer:
    try:
        if isinstance(wanted, ShapesWanted):
            return Tried(shapes_of(wanted.graph))
        if isinstance(wanted, OutputsWanted):
            return _outputs(wanted)
        return _gradients(wanted)
    except TooLarge as size:
        return Uncomputed("beyond", str(size)[:WORDS])
    except Invalid as invalid:
        return Uncomputed("invalid", str(invalid)[:WORDS])
    except UNSUITABLE as error:
        if isinstance(error, MemoryError) or any(words in str(error) for words in NO_MEMORY):
            return Uncomputed("memory", "")
        return Uncomputed("exception", f"{type(error).__name__}: {error}"[:WORDS])


@torch.no_grad()
def _outputs(wanted: OutputsWanted) -> Computed:
    seed_draws(DRAWS)
    module = _module(wanted).eval()
    images = _images(wanted.images, module)
    outputs = joined(module(images))
    return Computed(tuple(outputs.shape), _saved(_kept(outputs, len(images), wanted.kept)))


def _module(wanted: OutputsWanted) -> Replay:
    if isinstance(wanted.weights, int):
        return Replay(wanted.graph, wanted.weights)
    module = Replay(wanted.graph, seed=None)
    for name, values in safetensors.torch.load(wanted.weights).items():
        module.weight(int(name)).copy_(values)
    return module


def _images(data: bytes, module: Replay) -> Tensor:
    """Return the batch in the shape that the model takes; some models take flattened images."""
    images = safetensors.torch.load(data)["images"]
    return images.reshape(len(images), *module.sample)


def _kept(outputs: Tensor, images: int, kept: int | None) -> Tensor:
    """Return the outputs for the first images; an empty tensor if there is not an output for each image."""
    if kept is None:
        return outputs
    if outputs.dim() == 0 or len(outputs) % images:
        return outputs.new_zeros(0)
    return outputs[: len(outputs) // images * kept]


def _saved(outputs: Tensor) -> bytes:
    if outputs.numel() > OUTPUTS:
        raise Invalid(f"outputs of {outputs.numel():,} numbers")
    return safetensors.torch.save({"outputs": outputs.float().contiguous()})


def _gradients(wanted: GradientsWanted) -> Differentiated:
    module = Replay(wanted.graph, wanted.seed).train()
    seed_draws(wanted.seed)
    outputs = joined(module(_images(wanted.images, module)))
    loss = (outputs * torch.randn(outputs.shape)).sum()
    if not loss.requires_grad:
        return Differentiated({})
    weights = {
        index: module.weight(index)
        for index in range(len(wanted.graph.tensors))
        if module.weight(index).requires_grad
    }
    found = torch.autograd.grad(loss, list(weights.values()), allow_unused=True)
    pairs = zip(weights, found, strict=True)
    return Differentiated({index: _largest(gradient) for index, gradient in pairs if gradient is not None})


def _largest(gradient: Tensor) -> float:
    """Return the largest absolute value of a gradient; NaN counts as the largest finite number."""
    if not gradient.numel():
        return 0.0
    most = torch.finfo(gradient.dtype).max
    return float(gradient.abs().nan_to_num(nan=most, posinf=most).max())
