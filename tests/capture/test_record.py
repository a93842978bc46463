"""Many ways to write a model give the same Graph, and what a Graph cannot hold is refused."""

from functools import cache

import pytest
import torch
from torch import nn

from grader.capture.replay import Replay
from grader.records.capture_protocol import Broken, Captured, Outcome
from grader.records.graph import OPAQUE, Argument, Batch, Graph, Mode, Weight, map_references

from .submissions import HEADER, believed, graph_of, run

IMAGES = torch.randn(5, 3, 8, 8, generator=torch.Generator().manual_seed(0))

IN_PLACE = {
    "AddTo": "y = self.conv(x); y += 1; return y",
    "MultiplyBy": "y = self.conv(x); y *= y; return y",
    "ReluInPlace": "y = self.conv(x); F.relu_(y); return y",
    "ReluMethod": "return self.conv(x).relu_().add_(1)",
    "ReluFlag": "y = self.conv(x); F.relu(y, inplace=True); return y",
    "Slice": "y = self.conv(x); y[:, 0] = 0; return y",
    "SliceOfZeros": "y = torch.zeros(x.size(0), 4, 8, 8); y[:, :2, 1:] = self.conv(x)[:, :2, 1:]; return y",
    "SliceOfEmpty": "y = torch.empty_like(x); y[:] = 2; return self.conv(x * y)",
    "OneSample": "y = self.conv(x); y[0] += 1; return y",
    "ViewThenAdd": "y = self.conv(x); v = y.view(y.size(0), -1); v += 1; return y",
    "SliceThenRelu": "y = self.conv(x); v = y[:, 1:3]; v.relu_(); return y",
    "TransposeThenFill": "y = self.conv(x); y.transpose(1, 2)[:, 0].fill_(3.); return y",
    "ViewOfView": "y = self.conv(x); y[:, 1:].flatten(1)[:, :7].mul_(2); return y * y",
    "CopyInto": "y = self.conv(x); y.copy_(y[:, :1]); return y",
    "InPlaceOnInput": "x = x * 1; x -= 1; return self.conv(x)",
}
"""The body of forward, by the model's name."""

MODEL = """
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
    def forward(self, x):
        {body}
"""


def written(bodies: dict[str, str]) -> str:
    return "".join(MODEL.format(name=name, body=body) for name, body in bodies.items())


@cache
def in_place() -> dict[str, Outcome]:
    return run(written(IN_PLACE))


def own_module(text: str, name: str) -> nn.Module:
    """The model as Python alone makes it."""
    namespace: dict[str, type[nn.Module]] = {"__name__": "own"}  # type: ignore[dict-item]
    exec(HEADER + text, namespace)
    torch.manual_seed(0)
    return namespace[name]()


def replay_of(outcome: Outcome, module: nn.Module) -> Replay:
    """The captured model with a module's weights."""
    outcome = believed(outcome)
    replay = Replay(graph_of(outcome))
    own = dict(module.named_parameters()) | dict(module.named_buffers())
    with torch.no_grad():
        for index, tensor in enumerate(replay.graph.tensors):
            if tensor.kind in ("parameter", "buffer"):
                replay.weight(index).copy_(own[tensor.name])
    return replay


@pytest.mark.parametrize("name", IN_PLACE)
def test_record_replays_in_place_operations_as_they_ran(name: str) -> None:
    module = own_module(written(IN_PLACE), name).eval()
    replay = replay_of(in_place()[name], module).eval()
    with torch.no_grad():
        torch.testing.assert_close(replay(IMAGES), module(IMAGES), rtol=1e-5, atol=1e-5)
    assert not any(node.op.split(".")[0].endswith("_") for node in replay.graph.nodes)


REFUSED = {
    "StaleView": ("y = self.conv(x); v = y[:, 0]; y += 1; return v", "in_place"),
    "StaleReshape": ("y = self.conv(x); v = y.view(-1); y.relu_(); return v + 1", "in_place"),
    "StaleSibling": ("y = self.conv(x); a = y[:, 0]; b = y[:, :2]; b += 1; return a", "in_place"),
    "ReadsAValue": ("return self.conv(x) * x.max().item()", "data_dependent"),
    "NotANumber": ("return self.conv(x) + float('nan')", "unsupported"),
    "NewLayer": ("return nn.Conv2d(3, 4, 3)(x)", "random"),
}


@cache
def refused() -> dict[str, Outcome]:
    return run(written({name: body for name, (body, _) in REFUSED.items()}))


@pytest.mark.parametrize("name", REFUSED)
def test_record_refuses_with_its_reason_what_no_graph_can_hold(name: str) -> None:
    outcome = refused()[name]
    assert isinstance(outcome, Broken), outcome
    assert outcome.reason == REFUSED[name][1]
    assert outcome.stage == "trace"


# -- spellings -------------------------------------------------------------------------------------------

LENET = """
class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), (2, 2))
        x = torch.flatten(x, 1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))

class Sequence(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 6, kernel_size=(5, 5), padding='valid'), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(6, 16, 5, stride=1, padding=0), nn.ReLU(inplace=True), nn.MaxPool2d(kernel_size=2),
            nn.Flatten(), nn.Linear(16 * 5 * 5, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
            nn.Linear(84, 10),
        )
    def forward(self, x):
        return super().forward(x)

class InPlace(Functional):
    def forward(self, x):
        x = self.conv1(x).relu_()
        x = F.max_pool2d(x, 2, stride=2)
        x = self.conv2(x)
        F.relu(x, inplace=True)
        x = F.max_pool2d(x, 2).view(-1, 400)
        x = F.relu_(self.fc1(x))
        x = self.fc2(x)
        x.relu_()
        return self.fc3(x)

class Reshaped(Functional):
    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = torch.reshape(x.contiguous(), (x.shape[0], -1))
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))

class Shuffled(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(84, 10)
        self.pool = nn.MaxPool2d(2)
        self.act = nn.ReLU()
        self.hidden = nn.ModuleList([nn.Linear(400, 120), nn.Linear(120, 84)])
        self.second = nn.Conv2d(6, 16, 5)
        self.first = nn.Conv2d(3, 6, 5)
    def forward(self, x):
        for conv in (self.first, self.second):
            x = self.pool(self.act(conv(x)))
        x = x.flatten(start_dim=1)
        for layer in self.hidden:
            x = self.act(layer(x))
        return self.out(x)
"""
SPELLINGS = ("Functional", "Sequence", "InPlace", "Reshaped", "Shuffled")


@cache
def lenets() -> dict[str, Outcome]:
    return run(LENET, (3, 32, 32))


def operations(graph: Graph) -> list[tuple[str, tuple[Argument, ...]]]:
    """The nodes, weights numbered in the order of their use."""
    order: dict[int, int] = {}

    def renumber(reference: object) -> object:
        if isinstance(reference, Weight):
            return Weight(order.setdefault(reference.index, len(order)))
        return reference

    nodes = [map_references(node, renumber) for node in graph.nodes]  # type: ignore[arg-type]
    return [(node.op, node.args) for node in nodes]


@pytest.mark.parametrize("name", SPELLINGS[1:])
def test_record_gives_one_graph_for_spellings_of_one_model(name: str) -> None:
    functional = graph_of(lenets()["Functional"])
    graph = graph_of(lenets()[name])
    assert operations(graph) == operations(functional)
    assert [node.shapes for node in graph.nodes] == [node.shapes for node in functional.nodes]


def test_record_of_lenet_is_its_twelve_operations() -> None:
    assert [node.op for node in graph_of(lenets()["Functional"]).nodes] == [
        *("conv2d.default", "relu.default", "max_pool2d.default") * 2,
        "reshape.default",
        *("linear.default", "relu.default") * 2,
        "linear.default",
    ]


# -- modes and batch sizes -------------------------------------------------------------------------------

MODES = {
    "Flags": "return F.dropout(F.dropout(self.conv(x), 0.5, self.training), 0.1, not self.training)",
    "Own": "return self.conv(x) * 2 if self.training else self.conv(x).relu()",
    "Batches": "return self.conv(x).reshape(x.size(0) * 2, -1).view(-1, 2 * 4 * 8 * 4)",
    "Rows": "return self.conv(x).view(x.size(0), -1) + torch.zeros(x.size(0), 256)",
}


@cache
def modes() -> dict[str, Outcome]:
    return run(written(MODES))


def test_record_turns_flags_of_the_mode_into_modes() -> None:
    drops = [node for node in graph_of(modes()["Flags"]).nodes if node.op == "dropout.default"]
    assert [node.args[2] for node in drops] == [Mode(), Mode(inverted=True)]


def test_record_gives_what_only_one_mode_does_its_own_nodes() -> None:
    outcome = modes()["Own"]
    assert [(node.op, node.when) for node in graph_of(outcome).nodes] == [
        ("conv2d.default", "always"),
        ("relu.default", "eval"),
        ("mul.Tensor", "train"),
    ]
    module = own_module(written(MODES), "Own")
    replay = replay_of(outcome, module)
    for training in (True, False):
        torch.testing.assert_close(replay.train(training)(IMAGES), module.train(training)(IMAGES))


@pytest.mark.parametrize(
    ("name", "node", "size"), [("Batches", 1, Batch(2)), ("Rows", 1, Batch(1)), ("Rows", 2, Batch(1))]
)
def test_record_marks_numbers_that_grow_with_the_batch(name: str, node: int, size: Batch) -> None:
    graph = graph_of(modes()[name])
    shape = graph.nodes[node].args[0 if graph.nodes[node].op == "zeros.default" else 1]
    assert isinstance(shape, tuple)
    assert shape[0] == size


def test_record_knows_every_nodes_line_and_module() -> None:
    graph = graph_of(lenets()["Sequence"])
    assert [node.module for node in graph.nodes] == [str(number) for number in range(12)]
    assert all(node.at is not None for node in graph.nodes)
    made = {module.path: module.at for module in graph.modules}
    assert made["0"] is not None
    assert made["11"] is not None
    assert made["11"].line - made["0"].line == 3


def test_captured_says_what_made_the_model() -> None:
    outcome = lenets()["Functional"]
    assert isinstance(outcome, Captured)
    assert outcome.made_by == "Functional()"


NUMBERS = """
class Single(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 1)
        self.scale = nn.Parameter(torch.tensor(0.1))
        self.act = nn.PReLU()
    def forward(self, x):
        return self.act(self.fc(x)) * self.scale
"""


def test_record_keeps_a_number_that_was_set_not_one_drawn() -> None:
    graph = graph_of(run(NUMBERS)["Single"])
    assert {tensor.name: tensor.values for tensor in graph.tensors} == {
        "fc.weight": None,
        "fc.bias": None,
        "scale": pytest.approx(0.1),
        "act.weight": 0.25,
    }


# -- what torch does inside ------------------------------------------------------------------------------

INSIDE = {
    "SqueezedInPlace": "y = self.conv(x).unsqueeze(2); y.squeeze_(2); return y * 1",
    "TurnedInPlace": "y = self.conv(x); y.transpose_(2, 3); return y + 1",
    "VmappedConvolution": "return torch.vmap(self.conv)(x)",
    "VmappedSoftmax": "return torch.vmap(lambda y: torch.softmax(y, 0))(self.conv(x))",
    "Lerped": "y = self.conv(x); y.lerp_(y * y, 0.25); return torch.lerp(y, x.mean(1, keepdim=True), 0.5)",
    "Addcmul": "y = self.conv(x); return torch.addcmul(y, y, y, value=0.5) + torch.addcdiv(y, y, y.exp())",
    "Signs": "y = self.conv(x); return torch.hypot(y, y.sgn()) + torch.copysign(y * y, y)",
    "Quarter": "return torch.rot90(self.conv(x), 3, (2, 3)) + torch.rot90(self.conv(x), 1, (3, 2))",
    "Added": "return torch.zeros(len(x), 6, 8, 8).index_add(1, torch.tensor([0, 5, 2, 0]), self.conv(x))",
    "Copied": "y = torch.zeros(x.size(0), 6, 8, 8)"
    "; return y.index_copy(1, torch.tensor([1, 5, 2, 0]), self.conv(x))",
    "Parts": "y = self.conv(x); y[:, [0, -1]] = y[:, 1:3] * 2; return y",
    "Moments": "v, m = torch.var_mean(self.conv(x), (2, 3), keepdim=True); return v + m",
    "Powers": "y = self.conv(x); return torch.exp2(y) + torch.logaddexp(y, -y) + torch.logaddexp2(y, 2 * y)",
}


@cache
def inside() -> dict[str, Outcome]:
    return run(written(INSIDE))


@pytest.mark.parametrize("name", INSIDE)
def test_record_replays_what_torch_does_inside(name: str) -> None:
    module = own_module(written(INSIDE), name).eval()
    replay = replay_of(inside()[name], module).eval()
    assert not any(node.op == OPAQUE for node in replay.graph.nodes)
    with torch.no_grad():
        torch.testing.assert_close(replay(IMAGES), module(IMAGES), rtol=1e-5, atol=1e-5)


def test_record_follows_a_traced_module() -> None:
    text = """
class Traced(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.jit.trace(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), torch.zeros(1, 3, 8, 8))
    def forward(self, x):
        return self.net(x)
"""
    found = graph_of(believed(run(text)["Traced"]))
    assert [node.op for node in found.nodes] == ["conv2d.default", "relu.default"]


NORMALISED = """
from torch.nn.utils import parametrizations, spectral_norm
class Hooked(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = spectral_norm(nn.Conv2d(3, 4, 8))
    def forward(self, x):
        return self.conv(x)
class Parametrised(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = parametrizations.spectral_norm(nn.Conv2d(3, 4, 8))
    def forward(self, x):
        return self.conv(x)
"""


@pytest.mark.parametrize("name", ["Hooked", "Parametrised"])
def test_record_divides_by_the_largest_singular_value_for_spectral_norm(name: str) -> None:
    replay = Replay(graph_of(believed(run(NORMALISED)[name]))).eval()
    weight, bias = sorted((p.detach() for p in replay.parameters()), key=lambda p: -p.dim())
    with torch.no_grad():
        largest = torch.linalg.matrix_norm(weight.flatten(1), 2)
        expected = torch.nn.functional.conv2d(IMAGES, weight / largest, bias)
        torch.testing.assert_close(replay(IMAGES), expected, rtol=1e-4, atol=1e-5)


AVERAGING = """
class Averaging(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.register_buffer("mean", torch.zeros(4))
    def forward(self, x):
        y = self.conv(x)
        if self.training:
            mean = y.mean((0, 2, 3))
            self.mean = 0.9 * self.mean + 0.1 * mean.detach()
        else:
            mean = self.mean
        return y - mean[:, None, None]
"""


def test_record_begins_each_pass_with_the_buffers_that_the_model_was_made_with() -> None:
    found = graph_of(believed(run(AVERAGING)["Averaging"]))
    (mean,) = [tensor for tensor in found.tensors if tensor.kind == "buffer"]
    assert mean.values == 0
    assert {node.when for node in found.nodes} == {"always", "eval", "train"}


def test_record_notes_what_forward_freezes() -> None:
    found = graph_of(
        believed(run(written({"Freezing": "self.requires_grad_(False); return self.conv(x)"}))["Freezing"])
    )
    assert all(tensor.frozen for tensor in found.tensors)
