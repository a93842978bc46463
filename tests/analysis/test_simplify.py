"""Both sides of every rule compute the same, and what is written by hand has its name."""

import time
from pathlib import Path

import msgspec
import pytest
import torch

from grader.analysis.flow import operation
from grader.analysis.rules.simplify import simplify
from grader.capture.replay import Replay
from grader.capture.validate import NODES as VALIDATED_NODES
from grader.capture.validate import validate
from grader.records.capture_protocol import Captured
from grader.records.graph import Batch, Graph, Node, Value, Weight
from grader.records.graph import references as references_of
from tests.capture.submissions import believed, graph_of, run_one
from tests.capture.test_zoo import files, outcomes

HEAD = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 3, 3, padding=1)
        self.d = nn.Conv2d(3, 3, 3, padding=1)
        self.whole = nn.Conv2d(3, 5, 8)
        self.one = nn.Conv2d(5, 4, 1, bias=False)
        self.w = nn.Parameter(torch.randn(8, 5))
        self.b = nn.Parameter(torch.randn(5))
        self.drop = nn.Dropout(0.0)
    def forward(self, x):
        y = self.c(x)
        """


def graph(line: str) -> Graph:
    found = believed(run_one(HEAD + line + "\n"))
    return graph_of(found)


def operations(graph: Graph) -> list[str]:
    return [operation(node) for node in graph.nodes]


def turned_round(before: Graph, after: Graph) -> set[int]:
    """The tensors whose two dimensions have changed places; of a square it is told by who reads it."""
    pairs = enumerate(zip(before.tensors, after.tensors, strict=True))
    shown = {index for index, (one, other) in pairs if _outputs_last(one.shape, other.shape)}
    return shown | (multiplied(before) - multiplied(after))


def _outputs_last(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether the outputs come last in one shape of a layer's weight, and first in the other."""
    return one != other and len(other) == 2 and (one[-1], one[0] == other[0]) == (other[0], False)


def multiplied(graph: Graph) -> set[int]:
    """The tensors that are factors of a product, not weights of a layer."""
    products = [node for node in graph.nodes if operation(node) in ("matmul", "mm", "addmm")]
    return {each.index for node in products for each in references_of(node)[-1:] if isinstance(each, Weight)}


def assert_alike(before: Graph, after: Graph) -> None:
    """Both give the same outputs and gradients with the same weights, in evaluation mode and in training."""
    validate(after)
    one, other = Replay(before, seed=0), Replay(after, seed=None)
    with torch.no_grad():
        turned = turned_round(before, after)
        for index in range(len(before.tensors)):
            weight = one.weight(index)
            turn = weight.flatten(0, -2).T if index in turned else weight.reshape(other.weight(index).shape)
            other.weight(index).copy_(turn)
    batch = torch.randn(before.batch or 2, *one.sample, generator=torch.Generator().manual_seed(0))
    for training in (False, True):
        outputs = []
        for module in (one, other):
            torch.manual_seed(0)
            outputs.append(module.train(training)(batch))
        assert outputs[0].shape == outputs[1].shape
        one_output, other_output = (each.float() for each in outputs)
        assert torch.allclose(one_output, other_output, rtol=1e-4, atol=1e-5, equal_nan=True)


@pytest.mark.parametrize(
    "written",
    [
        "y.clamp(min=0)",
        "torch.maximum(y, torch.zeros_like(y))",
        "torch.maximum(y, torch.tensor(0.0))",
        "torch.maximum(y, torch.zeros(1))",
        "torch.maximum(y, torch.zeros(()))",
        "torch.maximum(y, torch.full((1, 1), 0.0))",
        "y * (y > 0)",
        "y * (y > 0).float()",
        "torch.where(y > 0, y, torch.zeros_like(y))",
        "torch.where(y > 0, y, 0.0)",
        "(y + y.abs()) / 2",
        "F.threshold(y, 0, 0)",
        "F.leaky_relu(y, 0.0)",
        "F.relu(F.relu(y))",
        "y - y.clamp(max=0)",
        "-torch.minimum(-y, torch.zeros_like(y))",
    ],
)
def test_simplify_calls_it_relu(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("1 / (1 + torch.exp(-y))", "sigmoid"),
        ("0.5 * (torch.tanh(0.5 * y) + 1)", "sigmoid"),
        ("2 * torch.sigmoid(2 * y) - 1", "tanh"),
        ("y * torch.sigmoid(y)", "silu"),
        ("torch.where(y > 0, y, 0.1 * y)", "leaky_relu"),
        ("torch.maximum(y, 0.2 * y)", "leaky_relu"),
        ("torch.where(y > 0, y, torch.exp(y.clamp(max=0)) - 1)", "elu"),
    ],
)
def test_simplify_calls_an_activation_by_its_name(written: str, name: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", name]


@pytest.mark.parametrize(
    "written",
    [
        "y * 1",
        "1.0 * y + 0",
        "y - 0",
        "y / 1",
        "-(-y)",
        "y * 2 / 2",
        "y + 0.0 * y.mean()",
        "y + torch.zeros_like(y)",
        "y + 0 * self.d(x)",
        "y.view(y.shape)",
        "y.view(y.size(0), 3, 8, 8)",
        "y.flip(2).flip(2)",
        "y.permute(0, 1, 2, 3)",
        "y[:, :, :, :]",
        "torch.cat([y], 1)",
        "F.pad(y, (0, 0, 0, 0))",
        "self.drop(y)",
        "F.dropout(y, 0.5, training=False)",
        "torch.clamp(y, -1e30, 1e30)",
        "(y + (y - y))",
    ],
)
def test_simplify_leaves_out_what_changes_nothing(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d"]


@pytest.mark.parametrize(
    "written",
    [
        "y * 0",
        "y - y",
        "F.dropout(y, 1.0, True)",
        "y * 1e-30",
        "F.relu(-F.relu(y))",
        "y.clamp(0, 0)",
        "torch.zeros_like(y)",
    ],
)
def test_simplify_sees_that_nothing_is_carried(written: str) -> None:
    before = graph(f"return torch.cat([{written}, self.d(x)], 1)")
    after = simplify(before)
    assert_alike(before, after)
    assert sorted(operations(after)) in (
        ["cat", "conv2d", "conv2d", "zeros_like"],
        ["cat", "conv2d", "zeros_like"],
    )
    (zeros,) = [node for node in after.nodes if operation(node) == "zeros_like"]
    assert zeros.at is not None


@pytest.mark.parametrize(
    "written",
    [
        "F.linear(h, self.w.t(), self.b)",
        "h @ self.w + self.b",
        "self.b + h @ self.w",
        "torch.matmul(h, self.w) + self.b",
        "torch.addmm(self.b, h, self.w)",
        "h.mm(self.w).add(self.b)",
        'torch.einsum("ni,io->no", h, self.w) + self.b[None]',
        "(h.unsqueeze(2) * self.w).sum(1) + self.b",
        "(self.w.t() * h[:, None]).sum(-1) + self.b",
        "(self.w.t() @ h.t() + self.b.unsqueeze(1)).t()",
        "torch.matmul(self.w.t(), h.unsqueeze(-1)).squeeze(-1) + self.b",
        "torch.baddbmm(self.b.view(1, 1, 5), h[None], self.w[None]).squeeze(0)",
        "torch.bmm(h[:, None], self.w.expand(h.size(0), 8, 5)).squeeze(1) + self.b",
        "torch.stack([h @ self.w])[0] + self.b",
    ],
)
def test_simplify_makes_a_layer_of_a_product(written: str) -> None:
    before = graph(f"h = y.mean((1, 2)).view(-1, 8)\n        return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == "linear"
    assert len(after.nodes[-1].args) == 3
    assert after.nodes[-1].args[2] is not None


@pytest.mark.parametrize(
    "written",
    [
        "(h.unsqueeze(2) * self.w).mean(1)",
        "(h.unsqueeze(2) * self.w.abs()).sum(1)",
        "(h.unsqueeze(2) * self.w).sum(1) + self.w.sum(0)",
        "(h.unsqueeze(2) * self.w).sum(2)",
        "(h.unsqueeze(2) * self.w).sum(0)",
        "torch.bmm(h[:, None], (h[:, :, None] * self.w)).squeeze(1)",
    ],
)
def test_simplify_keeps_sums_of_products_that_are_no_layer(written: str) -> None:
    before = graph(f"h = y.mean((1, 2)).view(-1, 8)\n        return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] != "linear"


@pytest.mark.parametrize(
    ("written", "pooling"),
    [
        ("F.adaptive_max_pool2d(y, 4)", "max_pool2d"),
        ("F.adaptive_avg_pool2d(y, (4, 2))", "avg_pool2d"),
        ("F.adaptive_avg_pool2d(y, 3)", "adaptive_avg_pool2d"),
        ("F.adaptive_max_pool2d(y, 8)", "conv2d"),
        ("F.adaptive_max_pool2d(y, 4, return_indices=True)[1]", "adaptive_max_pool2d"),
    ],
)
def test_simplify_makes_a_pooling_of_an_adaptive_one_that_divides(written: str, pooling: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == pooling


@pytest.mark.parametrize(
    "written",
    [
        "self.whole(y).flatten(1)",
        "self.one(F.relu(self.whole(y))).flatten(1)",
        "self.one(self.whole(y).flatten(1)[:, :, None, None]).view(-1, 4)",
        "torch.relu(self.whole(y).view(y.size(0), -1))",
        "self.whole(y).mean((2, 3))",
        "self.whole(y).mean((2, 3), keepdim=True).sum(-1).amax(-1)",
    ],
)
def test_simplify_makes_a_layer_of_a_convolution_of_the_whole_map(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after).count("conv2d") == 1
    assert operations(after).count("linear") == operations(before).count("conv2d") - 1


@pytest.mark.parametrize(
    "written",
    [
        "self.c(F.adaptive_avg_pool2d(y, 1)).flatten(1)",
        "self.d(y).mean((2, 3))",
        "self.whole(y) + self.whole(self.d(y))",
        "F.conv2d(y, self.whole.weight, padding=1).mean((2, 3))",
    ],
)
def test_simplify_leaves_other_convolutions_as_they_are(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert "linear" not in operations(after)


def test_simplify_makes_one_of_what_is_computed_twice() -> None:
    before = graph("return torch.cat([F.relu(self.c(x)), F.relu(y)], 1)")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu", "cat"]


@pytest.mark.parametrize("size", [2, 4])
def test_simplify_rounds_down_where_nothing_is_left_over(size: int) -> None:
    before = graph(f"return F.max_pool2d(y, {size}, ceil_mode=True)")
    after = simplify(before)
    assert_alike(before, after)
    assert after.nodes[-1].args[5] is False


def test_simplify_keeps_rounding_up_where_it_matters() -> None:
    before = graph("return F.max_pool2d(y, 3, ceil_mode=True)")
    assert simplify(before).nodes[-1].args[5] is True


@pytest.mark.parametrize(
    "written",
    [
        "y.detach()",
        "-y",
        "y * 100",
        "y.flip(2)",
        "y.transpose(2, 3)",
        "F.dropout(y, 0.5)",
        "y + F.relu(y)",
        "y * torch.sigmoid(self.d(x))",
        "y.clamp(0, 1)",
        "y * 1e-3",
        "F.pad(y, (1, -1, 0, 0))",
        "y.roll(1, 2)",
        "torch.where(y > 0.1, y, 0.0)",
    ],
)
def test_simplify_keeps_what_changes_something(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert len(after.nodes) > 1
    assert operations(after)[-1] != "relu" or "relu" in written


@pytest.mark.parametrize("path", files("models"), ids=lambda path: path.stem)
def test_simplify_changes_no_model_of_the_zoo(path: Path) -> None:
    outcome = believed(outcomes()[path])
    assert isinstance(outcome, Captured)
    assert_alike(outcome.graph, simplify(outcome.graph))


def test_simplify_is_done_at_once(references: dict[str, Graph]) -> None:
    for reference in references.values():
        once = simplify(reference)
        assert simplify(once) == once
        assert operations(once) == operations(reference)


def test_simplify_takes_a_chain_of_thousands_of_operations(lenet: Graph) -> None:
    """Of ReLUs one is left; a forward that tells the truth never gets so long, a hostile one may."""
    relu = [
        Node("relu.default", (Value(index),), ((Batch(1), 10),))
        for index in range(len(lenet.nodes) - 1, VALIDATED_NODES - 2)
    ]
    last = Value(VALIDATED_NODES - 2)
    detached = Node("detach.default", (last,), ((Batch(1), 10),))
    output = Value(VALIDATED_NODES - 1)
    long = msgspec.structs.replace(
        lenet, nodes=(*lenet.nodes, *relu, detached), output=output, output_training=output
    )
    start = time.monotonic()
    found = simplify(long)
    assert time.monotonic() - start < 10
    assert operations(found) == [*operations(lenet), "relu", "detach"]


def test_simplify_leaves_out_indices_that_nobody_asks_for() -> None:
    before = graph("p, where = F.max_pool2d(y, 2, return_indices=True)\n        return p")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "max_pool2d"]


@pytest.mark.parametrize(
    "written",
    [
        "(y > 0) + torch.zeros_like(y)",
        "(y > 0) * 1.0",
        "(y > 0).long() + torch.zeros_like(y)",
        "y.argmax(1, keepdim=True).expand(-1, 3, -1, -1) * 1.0",
        "(y > 0).float() * 1",
    ],
)
def test_simplify_keeps_what_makes_floats_of_other_numbers(written: str) -> None:
    before = graph(f"return self.d({written})")
    assert_alike(before, simplify(before))


@pytest.mark.parametrize(
    "written",
    [
        "torch.stack([y, torch.zeros_like(y)]).max(0).values",
        "torch.stack((y * 0, y), -1).amax(-1)",
    ],
)
def test_simplify_calls_the_larger_of_two_that_are_stacked_relu(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "relu"]


@pytest.mark.parametrize(
    "written",
    [
        "y.unfold(2, 2, 2).unfold(3, 2, 2).amax((-1, -2))",
        "y.unfold(2, 2, 2).unfold(3, 2, 2).reshape(x.size(0), 3, 4, 4, 4).max(-1)[0]",
        "y.view(-1, 3, 4, 2, 4, 2).amax((3, 5))",
        "y.view(-1, 3, 4, 2, 4, 2).max(5).values.max(3).values",
        "y.view(-1, 3, 4, 2, 4, 2).permute(3, 5, 0, 1, 2, 4).flatten(0, 1).amax(0)",
        "torch.stack([y[:, :, i::2, j::2] for i in range(2) for j in range(2)]).max(0)[0]",
        "torch.maximum(torch.maximum(y[:, :, ::2, ::2], y[:, :, 1::2, ::2]),"
        " torch.maximum(y[:, :, ::2, 1::2], y[:, :, 1::2, 1::2]))",
        "F.unfold(y, 2, stride=2).view(-1, 3, 4, 16).max(2)[0].view(-1, 3, 4, 4)",
    ],
)
def test_simplify_makes_a_max_pooling_of_windows(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert [(node.op, *node.args[1:3]) for node in after.nodes[1:]] == [
        ("max_pool2d.default", (2, 2), (2, 2))
    ]


def test_simplify_keeps_two_poolings_apart() -> None:
    before = graph("return F.max_pool2d(y, 2).view(-1, 3, 2, 2, 2, 2).amax((3, 5))")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after) == ["conv2d", "max_pool2d", "max_pool2d"]


@pytest.mark.parametrize(
    ("written", "kernel", "stride"),
    [
        ("y.unfold(2, 2, 2).unfold(3, 2, 2).mean((4, 5))", (2, 2), (2, 2)),
        ("y.view(-1, 3, 4, 2, 4, 2).mean(3).mean(4)", (2, 2), (2, 2)),
        ("y.view(-1, 3, 4, 2, 2, 4).sum((3, 5)) / 8", (2, 4), (2, 4)),
        (
            "0.25 * (y[..., ::2, ::2] + y[..., 1::2, ::2] + y[..., ::2, 1::2] + y[..., 1::2, 1::2])",
            (2, 2),
            (2, 2),
        ),
        ("F.unfold(y, 3, stride=1).view(-1, 3, 9, 6, 6).mean(2)", (3, 3), (1, 1)),
    ],
)
def test_simplify_makes_an_average_pooling_of_windows(
    written: str, kernel: tuple[int, int], stride: tuple[int, int]
) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert [(node.op, *node.args[1:3]) for node in after.nodes[1:]] == [
        ("avg_pool2d.default", kernel, stride)
    ]


@pytest.mark.parametrize(
    "written",
    [
        "y.view(-1, 3, 2, 4, 2, 4).amax((2, 4))",  # windows with gaps
        "y.view(-1, 3, 4, 2, 4, 2).amin((3, 5))",
        "y.view(-1, 3, 4, 2, 4, 2).sum((3, 5))",
        "y.view(-1, 3, 4, 2, 4, 2).mean(3).amax(4)",
        "y.flip(2).view(-1, 3, 4, 2, 4, 2).amax((3, 5))",
        "y.transpose(2, 3).reshape(-1, 3, 4, 2, 4, 2).amax((3, 5))",
        "y[:, :, :6, :6].reshape(-1, 3, 3, 2, 3, 2).amax((3, 5))",  # not the whole map
        "y[:, :, 1:7:2, ::2].maximum(y[:, :, 2:8:2, ::2])",
        "y.view(-1, 3, 4, 2, 4, 2).permute(0, 2, 1, 4, 3, 5).amax((4, 5))",
        "y[:, :, ::2, ::2] + y[:, :, ::2, ::2] + y[:, :, 1::2, 1::2] + y[:, :, 1::2, ::2]",
        "torch.stack([y[:, :, ::2, ::2], self.d(x)[:, :, ::2, ::2]]).amax(0)",
    ],
)
def test_simplify_keeps_windows_that_are_no_pooling(written: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert not {"max_pool2d", "avg_pool2d"} & set(operations(after))


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("torch.stack([y, self.d(x)], 1).flatten(1, 2)", "cat"),
        ("torch.stack([y, self.d(x)], 1).view(-1, 6, 8, 8)", "cat"),
        ("torch.stack([y, self.d(x)], 2).flatten(2, 3)", "cat"),
        ("torch.stack([y, self.d(x)], 2).flatten(1, 2)", "reshape"),  # channels take turns
        ("torch.stack([y, self.d(x)], 1).flatten(2)", "reshape"),
    ],
)
def test_simplify_joins_what_is_stacked_and_flattened(written: str, last: str) -> None:
    before = graph(f"return {written}")
    after = simplify(before)
    assert_alike(before, after)
    assert operations(after)[-1] == last


def test_simplify_stops_reading_windows_that_have_no_end() -> None:
    lines = ["y = y + y.flip(2)"] * 300 + ["y = y.view(-1, 3, 4, 2, 4, 2).reshape(-1, 3, 8, 8)"] * 300
    before = graph("\n        ".join([*lines, "return y"]))
    begun = time.process_time()
    simplify(before)
    assert time.process_time() - begun < 5  # 0.5 s; without bounds, minutes


NORMALISED = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = {made}
        self.v = nn.Parameter(torch.randn(3, 3, 3, 3))
        self.g = nn.Parameter(torch.rand(3, 1, 1, 1) + 1)
    def forward(self, x):
        return {used}
"""


@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("nn.utils.weight_norm(nn.Conv2d(3, 3, 3))", "self.c(x)"),
        ("nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 3, 3))", "self.c(x)"),
        ("None", "F.conv2d(x, self.g * self.v / torch.linalg.vector_norm(self.v, 2, (1, 2, 3), True))"),
        ("None", "F.conv2d(x, self.g * (self.v / self.v.flatten(1).norm(dim=1).view(3, 1, 1, 1)))"),
    ],
)
def test_simplify_takes_a_weight_in_direction_and_size_for_a_weight(made: str, used: str) -> None:
    after = simplify(graph_of(believed(run_one(NORMALISED.format(made=made, used=used)))))
    last = after.nodes[-1]
    assert operations(after)[-1] == "conv2d"
    assert isinstance(last.args[1], Weight) == ("flatten" not in used)  # a norm that is reshaped is not known


@pytest.mark.parametrize(
    "used",
    [
        "F.conv2d(x, self.v / torch.linalg.vector_norm(self.v, 2, (1, 2, 3), True))",  # of size 1 alone
        "F.conv2d(x, self.g * self.v * torch.linalg.vector_norm(self.v, 2, (1, 2, 3), True))",
        "F.conv2d(x, self.g * self.v / torch.linalg.vector_norm(self.v, 1, (1, 2, 3), True))",
        "F.conv2d(x, self.g * self.v)",
    ],
)
def test_simplify_keeps_other_weights_that_are_computed(used: str) -> None:
    after = simplify(graph_of(believed(run_one(NORMALISED.format(made="None", used=used)))))
    assert not isinstance(after.nodes[-1].args[1], Weight)
