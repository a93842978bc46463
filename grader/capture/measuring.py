"""Compute a submission's Graphs in a confined process, and take back plain data.

The grader's own process computes no student's Graph: an operation may take all memory, never end, or crash on
arguments that its schema allows. Whatever ends the confined process is reported as a reason, and the next
question starts another process.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import ClassVar, TypeVar

import msgspec
import safetensors
import safetensors.torch
from torch import Tensor

from grader.base.memoize import remembered
from grader.capture.normal_form import anonymous
from grader.capture.validate import validate
from grader.confinement.host import Host
from grader.confinement.policy import GIB, Policy
from grader.confinement.process import UNDECODABLE, Child, Ended
from grader.records.capture_protocol import Reason
from grader.records.graph import Graph
from grader.records.measuring_protocol import (
    Answer,
    Computed,
    Differentiated,
    GradientsWanted,
    OutputsWanted,
    Shapes,
    ShapesWanted,
    Tried,
    Uncomputed,
    Wanted,
)

ENTRY = "grader.capture.measuring_child"
"""The module that the child runs."""
RESIDENT = 3 * GIB
"""Maximum memory, in bytes; the gradients of a U-Net or of DenseNet-121 for 32 images take 1 GB."""
POLICY = Policy(resident=RESIDENT, result_bytes=100_000_000)
SECONDS = 30.0
"""Time for one answer; the shapes of DenseNet-121 take 0.6 s, a U-Net's gradients for 32 images 1 s."""
ALL_SECONDS = 300.0
"""Time for all answers about one submission; after that, nothing more is asked."""
REMEMBERED = 64_000_000
"""Maximum bytes of cached answers; a U-Net's shapes take 10 kB, its outputs for a 64x64 image 50 kB."""

_decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer, strict=True)
_Kind = TypeVar("_Kind", Tried, Computed, Differentiated)


class Unmeasured(Exception):  # noqa: N818 - an outcome
    """Raised if there is no answer; `reason` says why, and `why` is torch's own message, if any.

    `asked` says whether the question was asked at all: there may have been no time left.
    """

    def __init__(self, reason: Reason, why: str = "", *, asked: bool = True) -> None:
        super().__init__(reason, why)
        self.reason = reason
        self.why = why
        self.asked = asked


@dataclass(frozen=True)
class Outputs:
    """A Graph's outputs for a batch: the shape of all outputs, and the values of those that were wanted."""

    shape: tuple[int, ...]
    values: Tensor


class Measuring:
    """Answers questions about one submission's Graphs in one child, which is started when first needed.

    Use it as a context manager; its child ends with it.
    """

    known: ClassVar[dict[bytes, Answer]] = {}
    """The answers so far in this process: most Graphs of a class are equal, and a child takes half as long as
    a capture. An answer depends only on the question."""
    _held: ClassVar[int] = 0

    def __init__(self, host: Host) -> None:
        self._host = host
        self._child: Child | None = None
        self._left = ALL_SECONDS
        host.foresee(ENTRY, POLICY)

    def __enter__(self) -> "Measuring":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the child if there is one."""
        if self._child is not None:
            self._child.end()
        self._child = None

    def shapes(self, graph: Graph) -> Shapes:
        """Return the shapes of a Graph's results, found by computing it at two batch sizes and in both modes.

        Raises:
            Invalid: the Graph is not allowed to be computed.
            Unmeasured: the Graph cannot be computed.
            StaffError: no process can be started.
        """
        return self._answer(graph, ShapesWanted(graph), Tried).shapes

    def outputs(
        self, graph: Graph, images: Tensor, weights: int | Mapping[int, Tensor], kept: int | None = None
    ) -> Outputs:
        """Return a Graph's outputs for a batch in evaluation mode.

        Args:
            graph: the model.
            images: the batch, in any shape with as many numbers as the model takes.
            weights: the seed to draw the weights from, or weights by their indices (all others are zero).
            kept: the number of first images whose outputs are wanted; None for all.

        Raises:
            Unmeasured: the Graph cannot be computed.
            StaffError: no process can be started.
        """
        given = weights if isinstance(weights, int) else _saved({str(i): w for i, w in weights.items()})
        answer = self._answer(graph, OutputsWanted(graph, _saved({"images": images}), given, kept), Computed)
        return Outputs(answer.shape, _values(answer, len(images), kept))

    def gradients(self, graph: Graph, images: Tensor, seed: int) -> dict[int, float]:
        """Return the largest absolute value of each weight's gradient in training mode, by its index.

        Args:
            graph: the model.
            images: the batch.
            seed: the seed of the weights, of dropout, and of the outputs' factors in the sum that is derived.

            Raises:
                Unmeasured: the Graph cannot be computed.
            StaffError: no process can be started.
        """
        wanted = GradientsWanted(graph, _saved({"images": images}), seed)
        largest = self._answer(graph, wanted, Differentiated).largest
        if not all(0 <= index < len(graph.tensors) and value >= 0 for index, value in largest.items()):
            raise Unmeasured("invalid")
        return largest

    def _answer(self, graph: Graph, wanted: Wanted, kind: type[_Kind]) -> _Kind:
        validate(graph)
        key = _key(graph, wanted)
        answer = self.known.get(key) or self._ask(wanted)
        if isinstance(answer, Uncomputed):
            raise Unmeasured(answer.reason, answer.why)
        if not isinstance(answer, kind):
            raise Unmeasured("invalid")
        self._remember(key, answer)
        return answer

    def _ask(self, wanted: Wanted) -> Answer:
        if self._left <= 0:
            raise Unmeasured("timeout", asked=False)
        child = self._started()
        start = time.monotonic()
        child.send(msgspec.json.encode(wanted))
        try:
            return _decoder.decode(child.result(SECONDS))
        except Ended as end:
            self.end()
            raise Unmeasured(end.reason) from None
        except UNDECODABLE:
            self.end()
            raise Unmeasured("invalid") from None
        finally:
            self._left -= time.monotonic() - start

    def _started(self) -> Child:
        if self._child is None or self._child.ended:
            self._child = self._host.start(ENTRY, POLICY)
            self._child.wait_until_ready()
        return self._child

    @classmethod
    def _remember(cls, key: bytes, answer: Answer) -> None:
        if key in cls.known:
            return
        size = len(msgspec.msgpack.encode(answer))
        if cls._held + size > REMEMBERED:
            cls.known.clear()
            cls._held = 0
        cls.known[key] = answer
        cls._held += size


def _key(graph: Graph, wanted: Wanted) -> bytes:
    """Return a key that is equal for questions with the same answer."""
    digest = sha256(_digest(graph))
    if isinstance(wanted, OutputsWanted):
        weights = wanted.weights if isinstance(wanted.weights, bytes) else str(wanted.weights).encode()
        digest.update(b"outputs" + sha256(wanted.images).digest() + sha256(weights).digest())
        digest.update(str(wanted.kept).encode())
    elif isinstance(wanted, GradientsWanted):
        digest.update(b"gradients" + sha256(wanted.images).digest() + str(wanted.seed).encode())
    return digest.digest()


@remembered
def _digest(graph: Graph) -> bytes:
    """Return a digest of what a Graph computes, without the child's names and claims about shapes."""
    graph = anonymous(graph)
    nodes = tuple(msgspec.structs.replace(node, shapes=()) for node in graph.nodes)
    return sha256(msgspec.msgpack.encode(msgspec.structs.replace(graph, nodes=nodes))).digest()


def _saved(tensors: dict[str, Tensor]) -> bytes:
    return safetensors.torch.save({name: each.contiguous() for name, each in tensors.items()})


def _values(answer: Computed, images: int, kept: int | None) -> Tensor:
    """Return the wanted outputs if they have the expected type and shape."""
    try:
        (values,) = safetensors.torch.load(answer.values).values()
    except (safetensors.SafetensorError, ValueError):
        raise Unmeasured("invalid") from None
    if str(values.dtype) != "torch.float32" or tuple(values.shape) != _expected(answer.shape, images, kept):
        raise Unmeasured("invalid")
    return values


def _expected(shape: tuple[int, ...], images: int, kept: int | None) -> tuple[int, ...]:
    if kept is None:
        return shape
    if not shape or shape[0] % images:
        return (0,)
    return (shape[0] // images * kept, *shape[1:])
