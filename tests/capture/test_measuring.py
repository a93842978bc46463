"""A Graph is computed in a child of its own, and what was answered before is not asked again."""

import msgspec
import pytest
import safetensors.torch
import torch

from grader.capture.measuring import ENTRY, Measuring, Unmeasured
from grader.capture.replay import Replay
from grader.capture.verify import trusted
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import Child
from grader.records.capture_protocol import Broken, Captured
from grader.records.graph import Graph
from grader.records.measuring_protocol import Computed, Differentiated
from tests.hosts import shared

from .graphs import CLASSIFIER, with_arg


class Counting(Host):
    """Starts children as another host does, and counts them."""

    def __init__(self) -> None:
        self.tier = shared().tier
        self.started = 0

    def foresee(self, entry: str, policy: Policy) -> None:
        """It is of a tier that forks."""

    def start(self, entry: str, policy: Policy) -> Child:
        self.started += 1
        return shared().start(entry, policy)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr(Measuring, "known", {})
    counting = Counting()
    if not counting.tier.warm:
        pytest.skip("nothing can be forked here")
    return counting


def renamed(graph: Graph) -> Graph:
    nodes = tuple(msgspec.structs.replace(node, module="other", shapes=((7,),)) for node in graph.nodes)
    tensors = tuple(msgspec.structs.replace(tensor, name=f"t{tensor.name}") for tensor in graph.tensors)
    return msgspec.structs.replace(graph, nodes=nodes, tensors=tensors)


def taken_over(host: Host, *graphs: Graph) -> list[Graph]:
    with Measuring(host) as measuring:
        outcomes = trusted([Captured(graph, "Net()") for graph in graphs], measuring)
    assert all(isinstance(outcome, Captured) for outcome in outcomes), outcomes
    return [outcome.graph for outcome in outcomes if isinstance(outcome, Captured)]


def test_measuring_knows_an_equal_graph_under_other_names(host: Counting) -> None:
    (first,) = taken_over(host, CLASSIFIER)
    (second,) = taken_over(host, renamed(CLASSIFIER))
    assert host.started == 1
    assert [node.shapes for node in second.nodes] == [node.shapes for node in first.nodes]
    assert [tensor.name for tensor in second.tensors] != [tensor.name for tensor in first.tensors]


def test_another_graph_is_tried(host: Counting) -> None:
    padded = with_arg(0, 4, (1, 1))
    taken_over(host, CLASSIFIER)
    with Measuring(host) as measuring:
        outcomes = trusted([Captured(padded, "Net()")], measuring)
    assert host.started == 2
    assert isinstance(outcomes[0], Broken)  # maps of 8x8 no longer flatten into 144


def test_measuring_tries_what_is_refused_each_time(host: Counting) -> None:
    broken = Captured(with_arg(0, 4, (1, 1)), "Net()")
    for _ in range(2):
        with Measuring(host) as measuring:
            assert isinstance(trusted([broken], measuring)[0], Broken)
    assert host.started == 2


IMAGES = torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(3))


def test_outputs_are_those_of_the_weights_that_are_handed_over(host: Counting) -> None:
    module = Replay(CLASSIFIER, 5).eval()
    weights = {index: module.weight(index).detach() for index in range(len(CLASSIFIER.tensors))}
    with Measuring(host) as measuring:
        handed, drawn = (measuring.outputs(CLASSIFIER, IMAGES, each) for each in (weights, 5))
        first = measuring.outputs(CLASSIFIER, IMAGES, 5, kept=1)
    expected = module(IMAGES).detach()
    assert torch.equal(handed.values, expected)
    assert torch.equal(drawn.values, expected)
    assert (first.shape, tuple(first.values.shape)) == ((4, 10), (1, 10))
    assert torch.equal(first.values, expected[:1])
    assert host.started == 1


def test_measuring_computes_nothing_twice(host: Counting) -> None:
    answers = []
    for graph in (CLASSIFIER, renamed(CLASSIFIER)):
        with Measuring(host) as measuring:
            found = measuring.outputs(graph, IMAGES, 0), measuring.gradients(graph, IMAGES, 0)
            answers.append((found[0].values.tolist(), found[1]))
    assert answers[0] == answers[1]
    assert host.started == 1


def test_measuring_starts_a_replaced_child_again(host: Counting) -> None:
    with Measuring(host) as measuring:
        measuring.shapes(CLASSIFIER)
        host.start(ENTRY, Policy())
        assert set(measuring.gradients(CLASSIFIER, IMAGES, 0)) == {0, 1, 2, 3}


def test_measuring_says_why_a_batch_fails_and_goes_on(host: Counting) -> None:
    with Measuring(host) as measuring:
        with pytest.raises(Unmeasured, match="invalid for input of size") as caught:
            measuring.gradients(with_arg(2, 1, (2, 144)), IMAGES, 0)
        assert caught.value.reason == "exception"
        measuring.shapes(CLASSIFIER)
    assert host.started == 1


class Lying(Counting):
    """Starts children that say something else."""

    def __init__(self, line: bytes) -> None:
        super().__init__()
        self._line = line

    def start(self, entry: str, policy: Policy) -> Child:
        child = super().start(entry, policy)
        child.wait_until_ready()
        child.wait_until_ready = lambda: None  # type: ignore[method-assign]
        child.result = lambda seconds: self._line  # type: ignore[method-assign]
        return child


def said(shape: tuple[int, ...], **tensors: torch.Tensor) -> bytes:
    return msgspec.json.encode(Computed(shape, safetensors.torch.save(tensors)))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b'{"type":"computed","shape":[4,10],"values":"AAAA"}',
        b'{"type":"tried","shapes":[]}',
        msgspec.json.encode(Differentiated({})),
        said((4, 10), outputs=torch.zeros(4, 9)),
        said((4, 10), outputs=torch.zeros(4, 10, dtype=torch.float64)),
        said((4, 10), outputs=torch.zeros(4, 10), more=torch.zeros(1)),
        said((4, -10), outputs=torch.zeros(4, 10)),
        said((4, 10)),
    ],
)
def test_measuring_takes_no_answer_that_is_none(line: bytes, host: Counting) -> None:
    with Measuring(Lying(line)) as measuring, pytest.raises(Unmeasured) as caught:
        measuring.outputs(CLASSIFIER, IMAGES, 0)
    assert caught.value.reason == "invalid"


@pytest.mark.parametrize("largest", [{9: 1.0}, {-1: 1.0}, {0: -1.0}])
def test_gradients_of_no_weight_are_not_taken(largest: dict[int, float], host: Counting) -> None:
    line = msgspec.json.encode(Differentiated(largest))
    with Measuring(Lying(line)) as measuring, pytest.raises(Unmeasured) as caught:
        measuring.gradients(CLASSIFIER, IMAGES, 0)
    assert caught.value.reason == "invalid"
