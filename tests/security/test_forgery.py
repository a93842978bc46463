"""Lines that a compromised child could send instead of its Graph are refused, in each tier."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from grader.capture.capture import decode
from grader.capture.measuring import Measuring
from grader.capture.verify import trusted
from grader.confinement.host import Host
from grader.records.capture_protocol import Broken, Captured
from grader.records.graph import Input, Node, Value
from tests.capture.graphs import CLASSIFIER, graph, node, weight

HONEST = msgspec.json.encode(Captured(CLASSIFIER, "Net()"))


def changed(change: Callable[[Any], None]) -> bytes:
    told = json.loads(HONEST)
    change(told["graph"])
    return json.dumps(told).encode()


def sent(*nodes: Node, **more: Any) -> bytes:
    return msgspec.json.encode(Captured(graph(*nodes, **more), "Net()"))


FORGED: dict[str, bytes] = {
    "50,000 nodes": sent(*[node("relu.default", Input())] * 50_000),
    "50,000 tensors": sent(node("relu.default", Input()), tensors=(weight(1),) * 50_000),
    "deep lists": b'{"type":"captured","made_by":"","graph":' + b"[" * 1_000_000,
    "deep objects": b'{"graph":' * 300_000,
    "not a number": HONEST.replace(b"0.5", b"NaN"),
    "infinite": HONEST.replace(b"0.5", b"1e999"),
    "a pickle": b"\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93.",
    "points": HONEST.replace(b'"made_by"', b'"points":100,"made_by"'),
    "an operation of its own": changed(lambda told: told["nodes"][1].update(op="attack::run.default")),
    "an operation that reads files": changed(lambda told: told["nodes"][1].update(op="from_file.default")),
    "an attribute of torch": changed(lambda told: told["nodes"][1].update(op="load.__globals__")),
    "code for a name": changed(lambda told: told["nodes"][1].update(op="__import__('os').abort()")),
    "code for a size": changed(lambda told: told["input"].__setitem__(1, "__import__('os').abort()")),
    "code for a type": changed(lambda told: told["tensors"][0].update(dtype="load")),
    "a cycle": changed(lambda told: told["nodes"][1]["args"][0].update(node=1)),
    "from the future": changed(lambda told: told["output"].update(node=99)),
    "an int for a type": sent(Node("softmax.int", (Input(), 1, 255), ((1,),))),
    "more memory than there is": sent(
        *[node("repeat.default", Input(), (1, 4_000, 16, 1)) for _ in range(3)],
        node("matmul.default", Value(0), Value(1)),
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_trusted_refuses_a_forged_line_and_takes_the_next(name: str, confined: Host) -> None:
    with Measuring(confined) as measuring:
        forged, honest = trusted([decode(FORGED[name]), decode(HONEST)], measuring)
    assert isinstance(forged, Broken), forged
    assert forged.reason in ("invalid", "beyond", "memory")
    assert isinstance(honest, Captured)
