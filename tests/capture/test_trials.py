"""Each Graph is tried in its own child, and only once."""

import msgspec
import pytest

from grader.capture.verify import Trials, trusted
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import Child
from grader.records.capture_protocol import Broken, Captured
from grader.records.graph import Graph
from tests.hosts import shared

from .graphs import CLASSIFIER, with_arg


class Counting(Host):
    """Starts children as another host does, and counts them."""

    def __init__(self) -> None:
        self.tier = shared().tier
        self.started = 0

    def start(self, entry: str, policy: Policy) -> Child:
        self.started += 1
        return shared().start(entry, policy)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr(Trials, "known", {})
    counting = Counting()
    if not counting.tier.warm:
        pytest.skip("nothing can be forked here")
    return counting


def renamed(graph: Graph) -> Graph:
    nodes = tuple(msgspec.structs.replace(node, module="other", shapes=((7,),)) for node in graph.nodes)
    tensors = tuple(msgspec.structs.replace(tensor, name=f"t{tensor.name}") for tensor in graph.tensors)
    return msgspec.structs.replace(graph, nodes=nodes, tensors=tensors)


def taken_over(host: Host, *graphs: Graph) -> list[Graph]:
    outcomes = trusted([Captured(graph, "Net()") for graph in graphs], host)
    assert all(isinstance(outcome, Captured) for outcome in outcomes), outcomes
    return [outcome.graph for outcome in outcomes if isinstance(outcome, Captured)]


def test_trials_give_a_renamed_equal_graph_the_known_shapes(host: Counting) -> None:
    (first,) = taken_over(host, CLASSIFIER)
    (second,) = taken_over(host, renamed(CLASSIFIER))
    assert host.started == 1
    assert [node.shapes for node in second.nodes] == [node.shapes for node in first.nodes]
    assert [tensor.name for tensor in second.tensors] != [tensor.name for tensor in first.tensors]


def test_trials_try_another_graph(host: Counting) -> None:
    padded = with_arg(0, 4, (1, 1))
    taken_over(host, CLASSIFIER)
    outcomes = trusted([Captured(padded, "Net()")], host)
    assert host.started == 2
    assert isinstance(outcomes[0], Broken)  # maps of 8x8 no longer flatten into 144


def test_trials_try_what_is_refused_each_time(host: Counting) -> None:
    broken = Captured(with_arg(0, 4, (1, 1)), "Net()")
    assert [type(trusted([broken], host)[0]) for _ in range(2)] == [Broken, Broken]
    assert host.started == 2
