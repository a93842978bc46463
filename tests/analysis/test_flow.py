"""Queries on any Graph: which result derives from which, at what resolution, and what joins."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

import pytest

from grader.analysis.encoder_decoder import EncoderDecoder, encoder_decoder
from grader.analysis.flow import IMAGE, Flow, flow, operation
from grader.analysis.resolution import Resolution, resolutions
from grader.checks.unet import bottleneck, levels, pooling, skips
from grader.checks.upsampling import up_sampling
from grader.records.graph import Graph, Value
from tests.capture.submissions import believed, graph_of, run
from tests.checks.unets import right

MODEL = """
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 5, padding=2)
        self.filters = nn.Parameter(torch.randn(3, 3, 3, 3))
        self.code, self.back = nn.Linear(3 * 32 * 32, 7), nn.Linear(7, 2 * 4 * 4)
    def forward(self, x):
        a, b = self.one(x), self.two(x)
        {body}
"""


@cache
def captured(bodies: tuple[str, ...]) -> Mapping[str, Graph]:
    """The Graph of each body of a forward."""
    text = "".join(MODEL.format(name=f"Model{index}", body=body) for index, body in enumerate(bodies))
    outcomes = run(text, (3, 32, 32))
    return {body: graph_of(believed(outcomes[f"Model{index}"])) for index, body in enumerate(bodies)}


# -- the flow ---------------------------------------------------------------------------------------------

FLOWS = {
    "return a": ["one"],
    "return a + b": ["one", "two"],
    "return a * b": ["one", "two"],
    "return torch.cat([a, b], 1)": ["one", "two"],
    "a += torch.zeros_like(b); return a": ["one"],
    "a[:, :1] = b[:, :1]; return a": ["one", "two"],
    "return a * torch.sigmoid(b)": ["one"],
    "return torch.sigmoid(b) * a": ["one"],
    "return torch.sigmoid(a) * torch.sigmoid(b)": ["one", "two"],
    "return a * torch.sigmoid(F.adaptive_avg_pool2d(b, 1)).expand_as(a)": ["one"],
    "return a * b.flatten(2).softmax(-1).view_as(b)": ["one"],
    "return a * (1 + b.mean(1, keepdim=True))": ["one"],
    "return a + b.mean((2, 3), keepdim=True)": ["one"],
    "return a + b.mean(1, keepdim=True)": ["one", "two"],
    "return a if self.training else b": ["two"],
}
"""The convolutions that carry the image to the output."""


@pytest.mark.parametrize("body", FLOWS)
def test_flow_is_what_carries_the_image_to_the_output(body: str) -> None:
    graph = captured(tuple(FLOWS))[body]
    found = flow(graph)
    assert {graph.nodes[index].module for index in found.sources if index != IMAGE} & {"one", "two"} == {
        *FLOWS[body]
    }


def test_flow_includes_gates_if_asked_for() -> None:
    graph = captured(tuple(FLOWS))["return a * torch.sigmoid(b)"]
    assert {graph.nodes[index].module for index in flow(graph, gates=True).sources if index != IMAGE} >= {
        "one",
        "two",
    }


@pytest.fixture
def fork() -> Flow:
    """The image goes through two convolutions that are added."""
    return flow(captured(tuple(FLOWS))["return a + b"])


def test_flow_sources_and_users_are_inverse(fork: Flow) -> None:
    one, two = fork.users[IMAGE]
    assert fork.sources == {IMAGE: (), one: (IMAGE,), two: (IMAGE,), fork.output: (one, two)}


def test_flow_counts_a_node_among_its_ancestors_and_descendants(fork: Flow) -> None:
    one, two = fork.users[IMAGE]
    assert fork.ancestors([one]) == {IMAGE, one}
    assert fork.descendants([one]) == {one, fork.output}
    assert fork.ancestors([fork.output]) == {IMAGE, one, two, fork.output}


def test_flow_path_avoids_nodes_and_edges(fork: Flow) -> None:
    one, two = fork.users[IMAGE]
    assert fork.path(avoiding=[one]) == (IMAGE, two, fork.output)
    assert fork.path(without=[(two, fork.output)]) == (IMAGE, one, fork.output)
    assert fork.path(avoiding=[one], without=[(IMAGE, two)]) is None
    assert fork.path(avoiding=[IMAGE]) is None


# -- resolutions ------------------------------------------------------------------------------------------

MAPS: dict[str, tuple[str, int]] = {
    "return a": ("1", 32),
    "return F.conv2d(a, self.filters)": ("1", 30),
    "return F.conv2d(a, self.filters, stride=3)": ("3", 10),
    "return F.conv2d(a, self.filters, stride=(2, 2), padding=1)": ("2", 16),
    "return F.conv_transpose2d(a, self.filters, stride=2)": ("1/2", 65),
    "return F.max_pool2d(a, 2)": ("2", 16),
    "return F.avg_pool2d(a, 3, 1, 1)": ("1", 32),
    "return F.adaptive_max_pool2d(a, 8)": ("4", 8),
    "return F.adaptive_avg_pool2d(a, 1)": ("32", 1),
    "return a.mean((2, 3), keepdim=True)": ("32", 1),
    "return F.max_pool2d(F.max_pool2d(a[..., :7, :7], 2), 2)": ("32", 1),
    "return a[:, :, ::2, 1::2]": ("2", 16),
    "return a[:, :, 4:-4, 4:-4]": ("1", 24),
    "return F.pad(a, (1, 2, 3, 0))": ("1", 35),
    "return F.interpolate(a, scale_factor=2)": ("1/2", 64),
    "return F.interpolate(a, size=30)": ("1", 30),
    "return F.interpolate(F.max_pool2d(a[:, :, 1:, 1:], 2), size=31)": ("1", 31),
    "return F.interpolate(F.max_pool2d(F.max_pool2d(a[..., :7, :7], 2), 2), size=3)": ("2", 3),
    "return F.interpolate(F.max_pool2d(a[..., :11, :11], 3), size=11)": ("1", 11),
    "return F.pixel_unshuffle(a, 4)": ("4", 8),
    "return a.repeat_interleave(2, 2).repeat_interleave(2, 3)": ("1/2", 64),
    "y = a.new_zeros(len(a), 3, 64, 64); y[:, :, ::2, ::2] = a; return y": ("1/2", 64),
    "return a.view(-1, 3, 16, 2, 16, 2).amax((3, 5))": ("2", 16),
    "return a.view(-1, 3, 8, 4, 8, 4).permute(0, 1, 3, 5, 2, 4).reshape(-1, 48, 8, 8)": ("4", 8),
    "return a.flatten(2).transpose(1, 2).relu().transpose(1, 2).view(-1, 3, 32, 32)": ("1", 32),
    "return self.back(self.code(a.flatten(1))).view(-1, 2, 4, 4)": ("8", 4),
    "return a.permute(0, 2, 3, 1).relu().permute(0, 3, 1, 2)": ("1", 32),
    "return torch.cat([F.max_pool2d(a, 2), F.conv2d(b, self.filters, stride=2, padding=1)], 1)": ("2", 16),
    "return torch.stack([a, b]).sum(0)": ("1", 32),
}
"""The stride of a map and its height."""
OTHERS = {
    "return a.permute(0, 2, 3, 1)": "laid out otherwise",
    "return a.flatten(2)": "laid out otherwise",
    "return a.flatten(1)": "laid out otherwise",
    "return a.permute(1, 0, 2, 3).relu()": "laid out otherwise",
    "return self.code(a.flatten(1))": "a vector",
    "return a.mean((2, 3))": "a vector",
    "return a.amax((1, 2, 3))": "a vector",
}


def at_the_end(bodies: Mapping[str, object], body: str) -> Resolution:
    found = flow(captured(tuple(bodies))[body])
    return resolutions(found)[found.output]


@pytest.mark.parametrize("body", MAPS)
def test_resolutions_give_a_map_its_stride_and_size(body: str) -> None:
    stride, height = MAPS[body]
    found = at_the_end(MAPS, body)
    assert (set(found.stride), found.size[0], found.is_map) == ({Fraction(stride)}, height, True)


@pytest.mark.parametrize("body", OTHERS)
def test_resolutions_tell_vectors_from_maps_laid_out_otherwise(body: str) -> None:
    found = at_the_end(OTHERS, body)
    assert not found.is_map
    assert (found.is_vector, found.size) == (
        (True, (1, 1)) if OTHERS[body] == "a vector" else (False, (32, 32))
    )


def test_resolutions_let_a_vector_become_a_map_of_any_shape() -> None:
    body = "return self.back(self.code(a.flatten(1))).view(-1, 2, 2, 8)"
    assert at_the_end({body: None}, body).stride == (Fraction(16), Fraction(4))


# -- encoder and decoder ----------------------------------------------------------------------------------


def net(name: str) -> EncoderDecoder:
    return encoder_decoder(right()[name])


def operations(found: EncoderDecoder, nodes: frozenset[int]) -> set[str]:
    return {operation(found.flow.graph.nodes[index]) for index in nodes}


@pytest.mark.parametrize(
    ("name", "sizes", "lowest"),
    [
        ("Plain", ["32x32", "16x16"], "8x8"),
        ("FourLevels", ["32x32", "16x16", "8x8", "4x4"], "2x2"),
        ("DownToOnePixel", ["32x32", "16x16", "8x8", "4x4", "2x2"], "1x1"),
        ("OddSizes", ["29x29", "14x14"], "7x7"),
        ("VectorBottleneck", ["32x32", "16x16"], "1x1"),
        ("ClassifierByPooling", ["32x32", "16x16", "8x8", "4x4"], "2x2"),
    ],
)
def test_encoder_decoder_levels_are_those_above_the_bottleneck(
    name: str, sizes: list[str], lowest: str
) -> None:
    found = net(name)
    assert list(map(str, found.levels_down.values())) == sizes
    assert found.levels_up.keys() == found.levels_down.keys()
    assert {str(found.resolutions[index]) for index in found.bottleneck} == {lowest}


def test_encoder_decoder_finds_a_vector_bottleneck_between_maps() -> None:
    found = net("VectorBottleneck")
    assert operations(found, found.bottleneck) == {"linear", "relu"}


def test_encoder_decoder_never_mistakes_a_head_for_the_bottleneck() -> None:
    found = net("ClassifierByPooling")
    coarsest = max(found.resolutions.values(), key=lambda at: at.area)
    assert str(coarsest) == "1x1"
    assert "linear" not in operations(found, found.bottleneck)


def test_encoder_decoder_joins_are_skips_not_block_additions() -> None:
    found = net("Residual")
    assert [
        (operation(found.flow.graph.nodes[join.node]), join.is_concatenation) for join in found.joins
    ] == [("cat", True)] * 2


def test_bypass_of_a_right_u_net_is_none() -> None:
    assert {name: net(name).bypass() for name in right()} == dict.fromkeys(right())


def test_bypass_names_the_edge_past_the_bottleneck() -> None:
    graph = captured(("return a + F.interpolate(F.max_pool2d(b, 2), scale_factor=2)",))
    found = encoder_decoder(next(iter(graph.values())))
    assert isinstance(found.flow.graph.output, Value)
    assert found.bypass() == (0, found.flow.output)


U_NET_OF_SIGNALS = """
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv1d(2, 4, 5, 1, 2), nn.Conv1d(4, 4, 5, 1, 2), nn.Conv1d(4, 4, 5, 1, 2)
        self.up2, self.up1 = nn.ConvTranspose1d(4, 4, 4, 2, 1), nn.ConvTranspose1d(4, 4, 4, 2, 1)
        self.d, self.e = nn.Conv1d(8, 4, 5, 1, 2), nn.Conv1d(8, 2, 5, 1, 2)
    def forward(self, x):
        a = F.relu(self.a(x))
        b = F.relu(self.b(F.max_pool1d(a, 2)))
        c = F.relu(self.c(F.max_pool1d(b, 2)))
        d = F.relu(self.d(torch.cat([self.up2(c), b], 1)))
        return self.e(torch.cat([self.up1(d), a], 1))
"""


def test_levels_are_found_in_one_dimensional_signals() -> None:
    graph = graph_of(believed(run(U_NET_OF_SIGNALS, (2, 32))["UNet"]))
    for check in (up_sampling, levels, pooling, skips, bottleneck):
        assert check(graph) is None
