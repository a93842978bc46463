"""Equal models have equal normal forms however they are written; different models never do."""

import random

import msgspec
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from grader.capture.normal_form import normal_form
from grader.capture.replay import Replay
from grader.records.capture_protocol import Captured
from grader.records.graph import Graph
from tests.capture.submissions import believed, run

SHAPE = (3, 16, 16)
CALLS = {
    "conv": ("nn.Conv2d({0}, {1}, {2}, padding={3})", None),
    "relu": ("nn.ReLU()", "F.relu({x})"),
    "sigmoid": ("nn.Sigmoid()", "torch.sigmoid({x})"),
    "max": ("nn.MaxPool2d(2)", "F.max_pool2d({x}, 2, 2)"),
    "mean": ("nn.AvgPool2d(2)", "F.avg_pool2d({x}, kernel_size=2)"),
    "drop": ("nn.Dropout(0.5)", "F.dropout({x}, 0.5, self.training)"),
}
"""A layer as a module, and as a function."""

Layer = tuple[str, tuple[int, ...]]
Spec = tuple[Layer, ...]

convolutions = st.tuples(
    st.just("conv"), st.tuples(st.integers(1, 4), st.sampled_from((1, 3, 5)), st.integers(0, 1))
)
layers = st.one_of(convolutions, st.sampled_from([(kind, ()) for kind in CALLS if kind != "conv"]))
specs = st.lists(layers, min_size=1, max_size=6).map(tuple)
few = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],  # many layers do not fit
)


def digest(graph: Graph) -> bytes:
    """A normal form as the key of a training has it; as records, 1 and True would be equal."""
    return msgspec.json.encode(normal_form(graph))


def fits(spec: Spec) -> bool:
    """Whether the map stays large enough for every layer."""
    size = SHAPE[1]
    for kind, numbers in spec:
        if kind == "conv":
            size += 2 * numbers[2] - numbers[1] + 1
        elif kind in ("max", "mean"):
            size //= 2
        if size < 1:
            return False
    return True


def written(spec: Spec, name: str, style: random.Random) -> str:
    """Write a model down: names, order of definition, style, and what leads nowhere are left to chance."""
    made, steps, channels = [], [], SHAPE[0]
    for index, (kind, numbers) in enumerate(spec):
        module, function = CALLS[kind]
        attribute = f"{style.choice('abcdefg')}{style.randrange(1000)}_{index}"
        if kind == "conv":
            module = module.format(channels, *numbers)
            channels = numbers[0]
        if function is not None and style.random() < 0.5:
            steps.append(f"x = {function.format(x='x')}")
        else:
            made.append(f"self.{attribute} = {module}")
            steps.append(f"x = self.{attribute}(x)")
        if style.random() < 0.3:
            steps.append("unused = torch.relu(x) + 1")
    if style.random() < 0.3:
        made.append("self.never = nn.Linear(3, 4)")
    style.shuffle(made)
    steps.append(
        style.choice(("return x.flatten(1)", "return torch.flatten(x, 1)", "return x.view(x.size(0), -1)"))
    )
    init = "".join(f"        {line}\n" for line in ("super().__init__()", *made))
    forward = "".join(f"        {line}\n" for line in steps)
    return f"class {name}(nn.Module):\n    def __init__(self):\n{init}    def forward(self, x):\n{forward}"


def graphs(*texts: str) -> list[Graph]:
    """The Graphs of models, in the order in which they are written."""
    outcomes = [believed(outcome) for outcome in run("\n".join(texts), SHAPE).values()]
    assert all(isinstance(outcome, Captured) for outcome in outcomes), outcomes
    return [outcome.graph for outcome in outcomes if isinstance(outcome, Captured)]


@few
@given(specs, st.randoms(use_true_random=False))
def test_normal_form_is_one_for_one_model_in_two_styles(spec: Spec, style: random.Random) -> None:
    assume(fits(spec))
    one, other = graphs(written(spec, "One", style), written(spec, "Other", style))
    assert digest(one) == digest(other)


@few
@given(specs, specs, st.randoms(use_true_random=False))
def test_normal_form_differs_for_different_models(a: Spec, b: Spec, style: random.Random) -> None:
    assume(a != b and fits(a) and fits(b))
    one, other = graphs(written(a, "One", style), written(b, "Other", style))
    assert digest(one) != digest(other)


@few
@given(specs, st.data(), st.randoms(use_true_random=False))
def test_normal_form_differs_for_added_or_swapped_layers(
    spec: Spec, data: st.DataObject, style: random.Random
) -> None:
    place = data.draw(st.integers(0, len(spec)))
    more = (*spec[:place], data.draw(layers), *spec[place:])
    swapped = (*more[:place][::-1], *more[place:])
    assume(fits(spec) and fits(more) and fits(swapped) and swapped != more)
    texts = (written(each, name, style) for each, name in ((spec, "A"), (more, "B"), (swapped, "C")))
    assert len({digest(graph) for graph in graphs(*texts)}) == 3


@few
@given(specs, st.randoms(use_true_random=False))
def test_normal_form_computes_what_the_graph_computes(spec: Spec, style: random.Random) -> None:
    assume(fits(spec))
    (graph,) = graphs(written(spec, "Net", style))
    x = torch.randn(2, *SHAPE, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(Replay(graph, 0).eval()(x), Replay(normal_form(graph), 0).eval()(x))


def test_normal_form_is_its_own_normal_form() -> None:
    (graph,) = graphs(written((("conv", (4, 3, 1)), ("relu", ()), ("max", ())), "Net", random.Random(0)))
    assert normal_form(normal_form(graph)) == normal_form(graph)


def test_normal_form_ignores_the_order_of_branches() -> None:
    head = (
        "class {}(nn.Module):\n    def __init__(self):\n        super().__init__()\n        {}\n        {}\n"
    )
    body = (
        "    def forward(self, x):\n        {}\n        {}\n        return torch.cat([a, b], 1).flatten(1)\n"
    )
    lines = ("self.a = nn.Conv2d(3, 2, 3)", "self.b = nn.Conv2d(3, 4, 3)")
    calls = ("a = self.a(x)", "b = F.relu(self.b(x))")
    one, other = graphs(
        head.format("One", *lines) + body.format(*calls),
        head.format("Other", *lines[::-1]) + body.format(*calls[::-1]),
    )
    assert digest(one) == digest(other)


def test_normal_form_keeps_order_where_statistics_are_shared() -> None:
    text = (
        "class {}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.norm = nn.BatchNorm2d(3)\n    def forward(self, x):\n        {}\n        {}\n"
        "        return torch.cat([a, b], 1).flatten(1)\n"
    )
    lines = ("a = self.norm(x)", "b = self.norm(2 * x)")
    one, other = graphs(text.format("One", *lines), text.format("Other", *lines[::-1]))
    assert digest(one) != digest(other)
