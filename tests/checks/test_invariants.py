"""The invariants of any right model, checked on Graphs with one change."""

import contextlib
from collections.abc import Callable

import msgspec
import pytest

from grader.analysis.layers import layers
from grader.analysis.rules.simplify import simplify
from grader.base.text import same
from grader.capture.replay import Replay
from grader.checks import Failed, invariants
from grader.checks.evidence import Carrying
from grader.grading import measured
from grader.records.graph import Batch, Graph, Module, Node, Remark, Tensor, Value
from grader.records.source import Line
from tests.capture.submissions import HEADER, believed, graph_of, run, run_one
from tests.hosts import measuring

Verdict = Callable[[], None]
AT = Line(0, 7)


def failure(verdict: Verdict) -> Failed:
    with pytest.raises(Failed) as caught:
        verdict()
    return caught.value


def independent(graph: Graph) -> None:
    invariants.independent_of_neighbours(measured.independence(measuring(), graph))


def any_batch(graph: Graph) -> None:
    invariants.any_batch_size(measured.alone(measuring(), graph))


def learns(graph: Graph) -> None:
    invariants.learns_everywhere(measured.gradients(measuring(), graph))


def with_output(graph: Graph, *nodes: Node) -> Graph:
    """The Graph with more operations at its end."""
    output = Value(len(graph.nodes) + len(nodes) - 1)
    return msgspec.structs.replace(graph, nodes=graph.nodes + nodes, output=output, output_training=output)


def test_invariants_all_hold_for_the_reference(lenet: Graph) -> None:
    any_batch(lenet)
    independent(lenet)
    invariants.uses_all_parameters(Carrying(lenet, lenet))
    learns(lenet)
    invariants.self_made(lenet)


def test_independent_of_neighbours_fails_a_mean_over_the_batch(lenet: Graph) -> None:
    last = lenet.output
    shape = ((Batch(1), 10),)
    mean = Node("mean.dim", (last, (0,), True, None), ((1, 10),))
    mixed = Node("sub.Tensor", (last, Value(len(lenet.nodes)), 1), shape)
    bad = with_output(lenet, mean, mixed)
    failure(lambda: independent(bad))
    within = Node("mean.dim", (last, (1,), True, None), ((Batch(1), 1),))
    independent(with_output(lenet, within, mixed))


def test_uses_all_parameters_names_an_unused_layer_and_its_line(lenet: Graph) -> None:
    spare = (Tensor("spare.weight", "parameter", (3, 3), None), Tensor("spare.bias", "parameter", (3,), None))
    unused = msgspec.structs.replace(
        lenet, tensors=lenet.tensors + spare, modules=(*lenet.modules, Module("spare", "Linear", AT))
    )
    finding = failure(lambda: invariants.uses_all_parameters(Carrying(unused, unused))).finding
    assert finding.message.en.endswith("spare")
    assert finding.at == (AT,)


def test_uses_all_parameters_finds_an_unregistered_layer(lenet: Graph) -> None:
    first = msgspec.structs.replace(lenet.tensors[0], kind="unregistered")
    hidden = msgspec.structs.replace(lenet, tensors=(first, *lenet.tensors[1:]))
    failure(lambda: invariants.uses_all_parameters(Carrying(hidden, hidden)))
    finding = failure(lambda: learns(hidden)).finding
    assert finding.hint is not None
    assert "nn.ModuleList" in finding.hint.en


def test_learns_everywhere_fails_weights_that_start_at_zero(lenet: Graph) -> None:
    zeros = tuple(msgspec.structs.replace(tensor, values=0.0) for tensor in lenet.tensors)
    zero = msgspec.structs.replace(lenet, tensors=zeros)
    finding = failure(lambda: learns(zero)).finding
    assert "cannot learn" in finding.message.en


def test_learns_everywhere_fails_detached_layers(lenet: Graph) -> None:
    detached = with_output(lenet, Node("detach.default", (lenet.output,), ((Batch(1), 10),)))
    failure(lambda: learns(detached))


def test_any_batch_size_names_the_only_one_and_its_line(lenet: Graph) -> None:
    nodes = tuple(
        msgspec.structs.replace(node, args=(node.args[0], (64, 400)), at=AT)
        if node.op == "reshape.default"
        else node
        for node in lenet.nodes
    )
    fixed = msgspec.structs.replace(lenet, nodes=nodes, batch=64)
    finding = failure(lambda: any_batch(fixed)).finding
    assert finding.found is not None
    assert finding.found.en == "64"
    assert finding.at == (AT,)


def test_self_made_fails_weights_of_a_file(lenet: Graph) -> None:
    reads = msgspec.structs.replace(lenet, remarks=(Remark("weights_file", AT),))
    assert failure(lambda: invariants.self_made(reads)).finding.at == (AT,)
    invariants.self_made(msgspec.structs.replace(lenet, remarks=(Remark("branches", AT),)))


ODD_OUTPUTS = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)

    def forward(self, x):
        return self.fc(x.flatten(1))

class Mean(Net):
    def forward(self, x):
        return super().forward(x).mean()

class Summed(Net):
    def forward(self, x):
        return super().forward(x).sum(0)

class Empty(Net):
    def forward(self, x):
        return super().forward(x)[:, :0]

class Signs(Net):
    def forward(self, x):
        return super().forward(x) > 0

class Classes(Net):
    def forward(self, x):
        return super().forward(x).argmax(1)
"""


@pytest.fixture(scope="module")
def odd() -> dict[str, Graph]:
    """Models whose outputs are no row of numbers for each image."""
    return {name: graph_of(believed(outcome)) for name, outcome in run(ODD_OUTPUTS).items()}


@pytest.mark.parametrize(
    ("name", "is_independent", "does_learn"),
    [
        ("Net", True, True),
        ("Mean", False, True),
        ("Summed", False, True),
        ("Empty", False, False),
        ("Signs", True, False),
        ("Classes", True, False),
    ],
)
def test_invariants_give_outputs_of_any_shape_and_type_a_verdict(
    name: str, is_independent: bool, does_learn: bool, odd: dict[str, Graph]
) -> None:
    for check, passes in ((independent, is_independent), (learns, does_learn)):
        with contextlib.nullcontext() if passes else pytest.raises(Failed):
            check(odd[name])


NO_GRADS = """
from torch.utils.checkpoint import checkpoint

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(192, 16)
        self.fc2 = nn.Linear(16, 10)
        with torch.no_grad():
            self.fc1.bias.fill_(0.1)

    def first(self, x):
        return F.relu(self.fc1(x.flatten(1)))

    def forward(self, x):
        return self.fc2(self.first(x))

class Block(Net):
    def forward(self, x):
        with torch.no_grad():
            x = self.first(x)
        return self.fc2(x)

class Decorated(Net):
    @torch.no_grad()
    def first(self, x):
        return super().first(x)

class Detached(Net):
    def first(self, x):
        return super().first(x).detach()

class Elsewhere(Net):
    def forward(self, x):
        with torch.no_grad():
            x = x / x.abs().amax((1, 2, 3), True)
        return super().forward(x)

class Clipped(Net):
    def forward(self, x):
        with torch.no_grad():
            self.fc1.weight.clamp_(-1, 1)
        return super().forward(x)

class Checkpointed(Net):
    def forward(self, x):
        return self.fc2(checkpoint(self.first, x, use_reentrant=True))
"""


@pytest.fixture(scope="module")
def no_grads() -> dict[str, Graph]:
    """Models that use `torch.no_grad()` in one way or another."""
    return {name: graph_of(believed(outcome)) for name, outcome in run(NO_GRADS).items()}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Block", "return F.relu(self.fc1(x.flatten(1)))"),
        ("Decorated", "return F.relu(self.fc1(x.flatten(1)))"),
        ("Detached", "return super().first(x).detach()"),
    ],
)
def test_learns_everywhere_names_unreached_layers_and_the_line(
    name: str, line: str, no_grads: dict[str, Graph]
) -> None:
    finding = failure(lambda: learns(no_grads[name])).finding
    assert finding.message.en.endswith("cannot learn: fc1")
    lines = (HEADER + NO_GRADS).splitlines()
    assert [lines[at.line - 1].strip() for at in finding.at if at] == [line]
    assert [layer.kind for layer in layers(no_grads[name])] == ["Flatten", "Linear", "ReLU", "Linear"]


@pytest.mark.parametrize("name", ["Net", "Elsewhere", "Clipped", "Checkpointed"])
def test_learns_everywhere_passes_no_grad_that_stops_no_layer(name: str, no_grads: dict[str, Graph]) -> None:
    learns(no_grads[name])


FROZEN = """class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(192, 20)
        self.fc2 = nn.Linear(20, 10)
        for parameter in self.fc1.parameters():
            parameter.requires_grad = False
    def forward(self, x):
        return self.fc2(self.fc1(x.flatten(1)).relu())
"""


def test_learns_everywhere_names_frozen_layers() -> None:
    graph = graph_of(believed(run_one(FROZEN)))
    finding = failure(lambda: learns(graph)).finding
    assert finding.message.en == "These layers are frozen (requires_grad=False) and cannot learn: fc1"
    assert [at.line for at in finding.at if at] == [7]


def test_replay_keeps_frozen_weights_frozen() -> None:
    graph = graph_of(believed(run_one(FROZEN)))
    learnt = {name for name, weight in Replay(graph).named_parameters() if weight.requires_grad}
    frozen = {index for index, tensor in enumerate(graph.tensors) if tensor.frozen}
    assert len(frozen) == 2
    assert learnt == {f"weight{index}" for index in range(4)} - {f"weight{index}" for index in frozen}


SQUEEZED = """class Squeezed(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)
    def forward(self, x):
        return self.fc(x.flatten(1)).squeeze()
"""


def test_any_batch_size_fails_what_takes_one_image_for_none() -> None:
    finding = failure(lambda: any_batch(simplify(graph_of(believed(run_one(SQUEEZED)))))).finding
    assert (finding.expected, finding.found) == (same("(1, 10)"), same("(10,)"))
    assert [at.line for at in finding.at if at] == [9]
