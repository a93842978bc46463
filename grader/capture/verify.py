"""Takes a Graph over from the child: nothing that the child measured is believed.

It is computed once more (`grader.capture.shapes`), and refused if that fails. Where processes can be forked
this happens in one of its own, which holds nothing: an operation may still crash on arguments that its schema
allows.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from types import TracebackType
from typing import ClassVar

import msgspec

from grader.capture.normal_form import anonymous
from grader.capture.shapes import Shapes, shapes_of, with_shapes
from grader.capture.validate import Invalid, validate
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import UNDECODABLE, Child, Ended
from grader.records.capture_protocol import Broken, Captured, Outcome, Tried, Untried
from grader.records.graph import Graph

ENTRY = "grader.capture.trial_child"
"""What the child runs."""
TRIAL_SECONDS = 20.0
"""For one Graph; DenseNet-121 takes 0.6 s."""
KNOWN = 1000
"""Graphs whose trials are remembered; the shapes of a U-Net take some 10 kB."""

_decoder: msgspec.json.Decoder[Tried | Untried] = msgspec.json.Decoder(Tried | Untried, strict=True)


def trusted(outcomes: Sequence[Outcome], host: Host) -> list[Outcome]:
    """Return each outcome with a Graph that may be computed on, or why there is none.

    Raises:
        StaffError: no process can be started.
    """
    if not host.tier.warm:
        return [_trusted(outcome, shapes_of) for outcome in outcomes]
    with Trials(host) as trials:
        return [_trusted(outcome, trials.shapes) for outcome in outcomes]


class Trials:
    """Graphs tried one after another in a child, which is started when the first of them is not known yet.

    Use it as a context manager; its child ends with it.
    """

    known: ClassVar[dict[bytes, Shapes]] = {}
    """Of the Graphs tried in this process: in a class most are equal, and a trial takes as long as half a
    capture. Nothing but the Graph decides what comes of it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._child: Child | None = None

    def __enter__(self) -> "Trials":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def shapes(self, graph: Graph) -> Shapes:
        """Return the shapes of the results of a Graph that is tried now or was before.

        Raises:
            Invalid: it may not be computed on.
            Ended: it ends the child that computes it.
            StaffError: no process can be started.
        """
        validate(graph)
        key = sha256(msgspec.msgpack.encode(_computed(graph))).digest()
        if key not in self.known:
            if len(self.known) == KNOWN:
                self.known.clear()
            self.known[key] = self._try(graph)
        return self.known[key]

    def _try(self, graph: Graph) -> Shapes:
        if self._child is None:
            self._child = self._host.start(ENTRY, Policy())
            self._child.wait_until_ready()
        self._child.send(msgspec.json.encode(graph))
        try:
            tried = _decoder.decode(self._child.result(TRIAL_SECONDS))
        except Ended:
            self._end()
            raise
        except UNDECODABLE:
            raise Invalid("no answer that can be read") from None
        if isinstance(tried, Untried):
            raise Invalid(tried.why)
        return tried.shapes

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None


def _computed(graph: Graph) -> Graph:
    """What a trial computes: not what the child calls things, nor what it says of shapes."""
    graph = anonymous(graph)
    nodes = tuple(msgspec.structs.replace(node, shapes=()) for node in graph.nodes)
    return msgspec.structs.replace(graph, nodes=nodes)


def _trusted(outcome: Outcome, shapes: Callable[[Graph], Shapes]) -> Outcome:
    if isinstance(outcome, Broken):
        return outcome
    try:
        return Captured(with_shapes(outcome.graph, shapes(outcome.graph)), outcome.made_by)
    except Ended as end:
        return Broken("trace", "memory" if end.reason == "memory" else "invalid")
    except Invalid as invalid:
        return Broken("trace", "invalid", message=str(invalid))
