"""A mistake costs points where it is made, and is explained there in words that fit it."""

from collections.abc import Callable

import pytest
import torch

from grader.analysis.layers import ACTIVATIONS, CONVOLUTIONS, POOLINGS
from grader.base.text import same
from grader.checks import Failed, Share, layer_by_layer
from grader.checks.evidence import UNTOLD, Attempt, Comparison, Curve, Forward
from grader.checks.forward import equals_reference
from grader.checks.verdict import Finding
from grader.grading import course
from grader.grading.evidence import Evidence
from tests.capture.submissions import believed, graph_of, run
from tests.hosts import measuring

MODELS = """
class LeNet5(nn.Module):
    filters, kernel, padding, hidden = 6, 5, 0, 400

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, self.filters, self.kernel, padding=self.padding)
        self.conv2 = nn.Conv2d(self.filters, 16, 5)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(self.hidden, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.head(x.flatten(1))

    def head(self, x):
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))

class Filters(LeNet5):
    filters = 8

class Kernel(LeNet5):
    kernel = 3

class Padding(LeNet5):
    padding, hidden = 2, 576

class AllWrong(LeNet5):
    filters, kernel, padding, hidden = 8, 7, 1, 400

class NoBias(LeNet5):
    def __init__(self):
        super().__init__()
        self.fc2 = nn.Linear(120, 84, bias=False)

class FewerOutputs(LeNet5):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(400, 100)
        self.fc2 = nn.Linear(100, 84)

class ConvForLinear(LeNet5):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Conv2d(16, 120, 5)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.fc1(x)).flatten(1)
        return self.fc3(F.relu(self.fc2(x)))

class NarrowConv(LeNet5):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Conv2d(16, 30, 4)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.fc1(x)).flatten(1)
        return self.fc3(F.relu(self.fc2(x)))

class OneRow(LeNet5):
    def head(self, x):
        return super().head(x[:, None])[:, 0]

class OnlyOnePool(LeNet5):
    hidden = 1600

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        return self.head(F.relu(self.conv2(x)).flatten(1))

class ThirdPool(LeNet5):
    hidden = 64

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.head(self.pool(x).flatten(1))

class NoRelu(LeNet5):
    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(F.relu(self.conv2(x)))
        return self.head(x.flatten(1))

class TwoRelus(LeNet5):
    def head(self, x):
        return self.fc3(F.relu(self.fc2(F.relu(F.relu(self.fc1(x))))))

class TanhToo(LeNet5):
    def head(self, x):
        return self.fc3(F.relu(self.fc2(torch.tanh(F.relu(self.fc1(x))))))

class Sigmoid(LeNet5):
    def head(self, x):
        return self.fc3(torch.sigmoid(self.fc2(F.relu(self.fc1(x)))))

class Softmax(LeNet5):
    def head(self, x):
        return F.softmax(super().head(x), dim=1)

class SoftmaxThenReshaped(LeNet5):
    def head(self, x):
        return F.softmax(super().head(x), dim=1).view(-1, 10, 1).squeeze(2)

class NoLast(LeNet5):
    def head(self, x):
        return F.relu(self.fc2(F.relu(self.fc1(x))))

class NoMiddle(LeNet5):
    def __init__(self):
        super().__init__()
        self.fc3 = nn.Linear(120, 10)

    def head(self, x):
        return self.fc3(F.relu(self.fc1(x)))

class Dropout(LeNet5):
    def head(self, x):
        return super().head(F.dropout(x, 0.5, self.training))

class Halved(LeNet5):
    def head(self, x):
        return super().head(x) / 2

class Unused(LeNet5):
    def __init__(self):
        super().__init__()
        self.spare = nn.Linear(10, 10)

class Centred(LeNet5):
    def forward(self, x):
        w = self.conv1.weight
        x = self.pool(F.relu(F.conv2d(x, w - w.mean(), self.conv1.bias)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.head(x.flatten(1))

class Gain(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.rand(6, 1, 1, 1))

    def forward(self, weight):
        return weight * self.gain

class Gained(LeNet5):
    def __init__(self):
        super().__init__()
        nn.utils.parametrize.register_parametrization(self.conv1, "weight", Gain())

class Doubled(LeNet5):
    def head(self, x):
        x = F.relu(self.fc2(F.relu(self.fc1(x))))
        return F.linear(x, self.fc3.weight * 2, self.fc3.bias)

class Cube(LeNet5):
    def forward(self, x):
        return F.relu(self.conv2(self.pool(F.relu(self.conv1(x)))))

class OnAMap(LeNet5):
    hidden = 5

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        return self.head(self.pool(F.relu(self.conv2(x))))

class Mixed(LeNet5):
    hidden = 400

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        return self.head(F.relu(self.conv2(x)).view(-1, 400))

class Nothing(LeNet5):
    def forward(self, x):
        return x.flatten(1)
"""
OTHERS = (*CONVOLUTIONS, "Linear", *POOLINGS, *ACTIVATIONS)


@pytest.fixture(scope="module")
def compared() -> dict[str, Comparison]:
    """The layers of each model beside LeNet-5's, by the class's name."""
    part = course.load("assignment1").parts[1]
    found: dict[str, Comparison] = {}
    for name, outcome in run(MODELS, (3, 32, 32)).items():
        assert graph_of(outcome)
        found[name] = Evidence(
            part, Attempt(name, None, believed(outcome), ()), _no_training, measuring()
        ).comparison
    return found


def _no_training(*_: object) -> Curve:
    raise AssertionError("nothing is trained here")


Check = Callable[[Comparison], Share | None]
CHECKS: dict[str, Check] = {
    "convolutions": lambda comparison: layer_by_layer.has_layers(comparison, *CONVOLUTIONS),
    "pooling": lambda comparison: layer_by_layer.has_layers(comparison, *POOLINGS),
    "linear": lambda comparison: layer_by_layer.has_layers(comparison, "Linear"),
    "activations": layer_by_layer.has_activations,
    "else": lambda comparison: layer_by_layer.has_nothing_else(comparison, *OTHERS),
    "maps": layer_by_layer.has_feature_maps,
    "parameters": layer_by_layer.has_parameters,
    "logits": lambda comparison: layer_by_layer.returns_logits(comparison, UNTOLD),
}


def ask(check: Check, comparison: Comparison) -> tuple[float, Finding | None]:
    """What a check gives, and what it says."""
    try:
        answer = check(comparison)
    except Failed as verdict:
        return 0.0, verdict.finding
    return (1.0, None) if answer is None else (answer.fraction, answer.finding)


def said(check: str, comparison: Comparison) -> Finding:
    finding = ask(CHECKS[check], comparison)[1]
    assert finding is not None
    return finding


HALF, TWO_THIRDS, MAPS, PARAMETERS, TOTAL = 1 / 2, 2 / 3, 6 / 7, 4 / 5, 5 / 6


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("LeNet5", {}),
        ("Filters", {"convolutions": HALF, "maps": MAPS, "parameters": PARAMETERS}),
        ("Kernel", {"convolutions": HALF, "maps": MAPS, "parameters": PARAMETERS}),
        ("Padding", {"convolutions": HALF, "maps": MAPS, "parameters": TOTAL}),
        ("AllWrong", {"convolutions": HALF, "maps": MAPS, "parameters": PARAMETERS}),
        ("NoBias", {"linear": TWO_THIRDS, "parameters": PARAMETERS}),
        ("FewerOutputs", {"linear": TWO_THIRDS, "maps": MAPS, "parameters": PARAMETERS}),
        ("ConvForLinear", {}),
        ("NarrowConv", {"linear": TWO_THIRDS, "maps": MAPS, "parameters": PARAMETERS}),
        ("OneRow", {}),
        ("OnlyOnePool", {"pooling": HALF, "maps": MAPS, "parameters": TOTAL}),
        ("ThirdPool", {"pooling": TWO_THIRDS, "maps": 7 / 8, "parameters": TOTAL}),
        ("NoRelu", {"activations": 3 / 4}),
        ("TwoRelus", {}),
        ("TanhToo", {"activations": 4 / 5}),
        ("Sigmoid", {"activations": 3 / 4}),
        ("Softmax", {"logits": 0}),
        ("SoftmaxThenReshaped", {"logits": 0}),
        ("Dropout", {"else": 0}),
        ("Halved", {"else": 0}),
        ("Unused", {"parameters": TOTAL}),
    ],
)
def test_layer_by_layer_charges_a_mistake_only_where_it_is_made(
    name: str, shares: dict[str, float], compared: dict[str, Comparison]
) -> None:
    found = {check: ask(CHECKS[check], compared[name])[0] for check in CHECKS}
    assert found == pytest.approx(dict.fromkeys(CHECKS, 1.0) | shares)


@pytest.mark.parametrize("name", ["Centred", "Doubled"])
def test_has_parameters_counts_what_a_weight_is_computed_from(
    name: str, compared: dict[str, Comparison]
) -> None:
    assert ask(CHECKS["parameters"], compared[name]) == (1.0, None)


def test_has_parameters_names_the_layer_whose_weight_is_computed_from_more(
    compared: dict[str, Comparison],
) -> None:
    earned, finding = ask(CHECKS["parameters"], compared["Gained"])
    assert earned == pytest.approx(5 / 6)
    assert finding is not None
    assert finding.message.en.startswith("Weights are computed from other parameters")
    assert finding.found is not None
    assert finding.found.en == "62,012 in all"


def test_equals_reference_gives_the_share_beside_a_computed_weight(compared: dict[str, Comparison]) -> None:
    reference = torch.zeros(2, 10)
    verdict = equals_reference(Forward(None, reference, None), compared["Gained"])
    assert verdict is not None
    assert verdict.fraction == pytest.approx(10 / 11)
    assert "cannot be put in" in verdict.finding.message.en


def test_returns_logits_passes_where_the_last_layers_are_missing(
    compared: dict[str, Comparison],
) -> None:
    assert ask(CHECKS["logits"], compared["NoLast"])[0] == 1.0
    assert ask(CHECKS["activations"], compared["NoLast"])[0] == 1.0


def test_has_activations_charges_no_relu_that_is_missing_with_its_layer(
    compared: dict[str, Comparison],
) -> None:
    assert ask(CHECKS["linear"], compared["NoMiddle"])[0] == pytest.approx(TWO_THIRDS)
    assert ask(CHECKS["activations"], compared["NoMiddle"])[0] == 1.0


def test_has_layers_shows_a_missing_bias(compared: dict[str, Comparison]) -> None:
    finding = said("linear", compared["NoBias"])
    assert (finding.expected, finding.found) == (same("120x84"), same("120x84, bias=False"))
    hint = said("parameters", compared["NoBias"]).hint
    assert "Yours: 120x84 = 10,080 (no bias)" in (hint.en if hint else "")


def test_layer_by_layer_gives_a_model_without_layers_nothing(compared: dict[str, Comparison]) -> None:
    for check in ("convolutions", "pooling", "linear", "activations", "maps", "parameters"):
        assert ask(CHECKS[check], compared["Nothing"])[0] == pytest.approx(0.0), check


# -- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "check", "message", "hint"),
    [
        (
            "Kernel",
            "convolutions",
            "The Conv2d at the start differs: kernel size.",
            "kernel size 5. Then fit",
        ),
        ("Padding", "convolutions", "The Conv2d at the start differs: padding.", "Asked for: padding 0."),
        (
            "AllWrong",
            "convolutions",
            "The Conv2d at the start differs: number of filters (output channels), kernel size, padding.",
            "Asked for: number of filters (output channels) 6, kernel size 5, padding 0.",
        ),
        ("NoBias", "linear", "The Linear after Linear 400x120 → ReLU differs: bias.", "Asked for: a bias."),
        ("OnlyOnePool", "pooling", "MaxPool2d is missing after Conv2d [5x5x6]x16, s1, p0 → ReLU.", None),
        ("ThirdPool", "pooling", "There is one MaxPool2d too many", "twice in a row"),
        ("NoRelu", "activations", "ReLU is missing after Conv2d [5x5x3]x6, s1, p0.", "Apply ReLU to"),
        ("TanhToo", "activations", "one Tanh too many after Linear 400x120 → ReLU.", "Remove it"),
        ("Sigmoid", "activations", "Sigmoid instead of ReLU after Linear 120x84.", None),
        ("Softmax", "logits", "Softmax is applied to the last output.", "contains the softmax"),
        ("NarrowConv", "linear", "There is Conv2d instead of Linear", None),
        ("OnAMap", "linear", "applied to a map that was not flattened", "torch.flatten(x, 1)"),
        ("Dropout", "else", "There is one Dropout too many", "Remove it"),
        ("Halved", "else", "There is an operation after Linear 84x10 that was not asked for: div.", "Remove"),
        ("Padding", "maps", "The sizes begin to differ at Conv2d [5x5x3]x6, s1, p2.", "2 × padding"),
        ("OnlyOnePool", "maps", "The sizes begin to differ at MaxPool, k2, s2 (missing).", None),
        ("Filters", "maps", "The sizes begin to differ at Conv2d [5x5x3]x8, s1, p0.", None),
        ("Padding", "parameters", "Linear 576x120 has 69,240 parameters instead of 48,120.", "576x120"),
        (
            "Filters",
            "parameters",
            "608 parameters instead of 456. The input of Conv2d [5x5x8]x16, s1, p0 has another size.",
            "Asked for: 5x5x3x6 + 6 = 456. Yours: 5x5x3x8 + 8 = 608",
        ),
        ("Unused", "parameters", "other layers have 110 more", None),
    ],
)
def test_layer_by_layer_finds_words_that_fit_the_mistake(
    name: str, check: str, message: str, hint: str | None, compared: dict[str, Comparison]
) -> None:
    finding = said(check, compared[name])
    assert message in finding.message.en
    assert (hint or "") in (finding.hint.en if finding.hint else "")
    assert hint is not None or finding.hint is None


def test_has_layers_places_a_missing_layer_after_what_is_there(compared: dict[str, Comparison]) -> None:
    finding = said("linear", compared["NoMiddle"])
    assert finding.message.en == "Linear is missing after Linear 400x120 → ReLU."


def test_has_layers_shows_a_reused_layer_where_it_is_used(
    compared: dict[str, Comparison],
) -> None:
    """The line of `self.pool = …` does not say which of its uses is wrong."""
    pair = next(pair for pair in compared["ThirdPool"].pairs if pair.kind == "extra")
    assert pair.student is not None
    assert said("pooling", compared["ThirdPool"]).at == (pair.student.used,)
    assert pair.student.made != pair.student.used


@pytest.mark.parametrize(
    ("name", "layer", "notation"),
    [("Centred", "Conv2d", "[5x5x3]x6, s1, p0, w = f(...)"), ("Doubled", "Linear", "84x10, w = f(...)")],
)
def test_notation_says_that_a_weight_is_computed(
    name: str, layer: str, notation: str, compared: dict[str, Comparison]
) -> None:
    (pair,) = [pair for pair in compared[name].pairs if pair.student and pair.student.computed]
    assert pair.student is not None
    assert (pair.student.kind, pair.student.notation, pair.student.weights) == (layer, notation, 0)
    assert pair.follows


# -- output ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found", "hint"),
    [
        ("Cube", "(N, 16, 10, 10)", "a cube"),
        ("Mixed", "(4N, 400)", "all numbers of an image in one row"),
        ("NoLast", "(N, 84)", "number of outputs"),
    ],
)
def test_has_output_shape_explains_another_shape(
    name: str, found: str, hint: str, compared: dict[str, Comparison]
) -> None:
    with pytest.raises(Failed) as caught:
        layer_by_layer.has_output_shape(compared[name].graph, 10)
    finding = caught.value.finding
    assert finding.found is not None
    assert finding.hint is not None
    assert (finding.found.en, hint in finding.hint.en) == (found, True)
