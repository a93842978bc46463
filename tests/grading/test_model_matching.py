"""Which model of a file is matched to which part, and why."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from grader.checks import Assignment
from grader.grading import course
from grader.grading.model_matching import match, serves_as, unmatched, ways, worth_capturing
from grader.intake.likeness import EXACT, OTHER, SIMILAR, SPELLING, likeness
from grader.records.capture_protocol import Broken, Captured, Outcome
from grader.records.graph import Module, Value
from grader.records.source import Candidate, Line, Maker
from tests.capture.submissions import believed, read, run

IMAGE = (3, 32, 32)


def candidate(name: str, *, written: bool = True, inner: bool = False) -> Candidate:
    return Candidate(name, "class", Line(0, 1), (), (), written, inner)


def taken(assignment: Assignment, candidates: list[Candidate], graphs: dict[str, str]) -> dict[str, str]:
    """The name taken for every part.

    Args:
        graphs: the reference that a candidate computes, by the candidate's name.
    """
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (c, IMAGE): Captured(assignment.references[graphs[c.name]], f"{c.name}()")
        if c.name in graphs
        else Broken("make", "exception")
        for c in worth_capturing(assignment.parts, candidates)
    }
    found = match(assignment.parts, candidates, outcomes)
    return {part: found[part].candidate.name for part in found}


def test_match_takes_a_model_by_another_name_that_the_file_gives_it(assignment1: Assignment) -> None:
    net = replace(candidate("Net"), aliases=("LeNet5",))
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (net, IMAGE): Captured(assignment1.references["LeNet5"], "Net()")
    }
    found = match(assignment1.parts, [net], outcomes)["lenet5"]
    assert found.why.en == "It has the name that the assignment asks for."


def test_match_takes_no_wrapper_of_another_model_that_fails(assignment1: Assignment) -> None:
    cnn, wrapper = candidate("CNN"), replace(candidate("LitModel"), wraps=True, made=True)
    assert taken(assignment1, [cnn, wrapper], {"CNN": "CNN"}) == {"cnn": "CNN"}


def test_match_does_not_say_that_the_layers_of_a_model_that_fails_are_alike(assignment1: Assignment) -> None:
    net = candidate("Net")
    found = match(assignment1.parts, [net], {(net, IMAGE): Broken("make", "exception")})
    assert [each.why.en for each in found.values()] == ["There is no model called CNN; this one is left."]


def test_match_takes_no_network_of_convolutions_for_a_perceptron(assignment1: Assignment) -> None:
    net = candidate("Net")
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (net, IMAGE): Captured(assignment1.references["LeNet5"], "Net()")
    }
    assert match(assignment1.parts, [net], outcomes)
    assert not match(course.load("assignment0").parts, [net], outcomes)


@pytest.mark.parametrize(
    ("name", "likeness_to_lenet5"),
    [
        ("LeNet5", EXACT),
        ("Lenet_5", SPELLING),
        ("LENET5", SPELLING),
        ("LeNet", SIMILAR),
        ("MyLeNet5", SIMILAR),
        ("LeNet5_v2", SIMILAR),
        ("Lenett5", SIMILAR),
        ("Net", OTHER),
        ("CNN", OTHER),
        ("Block", OTHER),
    ],
)
def test_likeness_grades_how_alike_a_name_is(name: str, likeness_to_lenet5: int) -> None:
    assert likeness(name, "LeNet5") == likeness_to_lenet5


@pytest.mark.parametrize(
    ("graphs", "found"),
    [
        ({"CNN": "LeNet5"}, {"lenet5": "CNN"}),
        ({"LeNet5": "CNN"}, {"cnn": "LeNet5"}),
        ({"LeNet5": "CNN", "CNN": "LeNet5"}, {"cnn": "LeNet5", "lenet5": "CNN"}),
        ({"LeNet5": "LeNet5", "CNN": "LeNet5"}, {"cnn": "CNN", "lenet5": "LeNet5"}),
    ],
)
def test_match_takes_exactly_another_model_for_that_unless_it_has_one_of_its_name(
    graphs: dict[str, str], found: dict[str, str], assignment1: Assignment
) -> None:
    assert taken(assignment1, [candidate(name) for name in graphs], graphs) == found


def test_match_takes_a_right_name_whatever_else_its_model_is_like(assignment1: Assignment) -> None:
    cnn, lenet = candidate("CNN"), candidate("LeNet5")
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (cnn, IMAGE): Captured(assignment1.references["LeNet5"], "CNN()"),
        (lenet, IMAGE): Broken("forward", "exception"),
    }
    found = match(assignment1.parts, [cnn, lenet], outcomes)
    assert {part: each.candidate.name for part, each in found.items()} == {"cnn": "CNN", "lenet5": "LeNet5"}


def test_serves_as_names_what_a_namesake_is_graded_as(assignment1: Assignment) -> None:
    cnn = candidate("CNN")
    found = match(
        assignment1.parts, [cnn], {(cnn, IMAGE): Captured(assignment1.references["LeNet5"], "CNN()")}
    )
    assert [serves_as(part, assignment1.parts, found) for part in assignment1.parts] == ["LeNet5", ""]


def test_match_prefers_exact_names_then_spellings_then_similar_ones(
    assignment1: Assignment,
) -> None:
    alike = dict.fromkeys(("LeNet5", "Lenet_5", "MyLeNet5"), "LeNet5")
    names = list(alike)
    while names:
        candidates = [candidate(name) for name in reversed(names)]
        assert taken(assignment1, candidates, alike)["lenet5"] == names[0]
        names.pop(0)


def test_match_tells_models_of_other_names_apart_by_their_layers(assignment1: Assignment) -> None:
    candidates = [candidate("Model"), candidate("Second")]
    for graphs in ({"Model": "LeNet5", "Second": "CNN"}, {"Model": "CNNReLU", "Second": "LeNet5"}):
        lenet = next(name for name, graph in graphs.items() if graph == "LeNet5")
        assert taken(assignment1, candidates, graphs)["lenet5"] == lenet
        assert len(taken(assignment1, candidates, graphs)) == 2


@pytest.mark.parametrize("name", ["MLP_CIFAR", "MLP", "SLP", "Net"])
def test_match_takes_a_model_for_the_images_that_it_reads_whatever_its_name(name: str) -> None:
    assignment0 = course.load("assignment0")
    model = candidate(name)
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (model, shape): Captured(assignment0.references["CifarMLP"], f"{name}()")
        if shape == IMAGE
        else Broken("forward", "exception")
        for each in assignment0.parts
        for shape in each.inputs
    }
    assert match(assignment0.parts, [model], outcomes).keys() == {"cifar_mlp"}


MNIST = (1, 28, 28)


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [
        ("MLP", "CifarMLP", {"mlp": 0, "cifar_mlp": 1}),  # they take different inputs: two models
        ("CifarMLP", "MLP", {"mlp": 1, "cifar_mlp": 0}),
        ("MLP", "MLP", {"mlp": 1}),  # a second attempt
        ("MLP", "SLP", {"slp": 1}),  # it is exactly the other one, whatever it is called
        ("MLP", None, {"mlp": 1}),  # the second attempt does not run, and counts all the same
    ],
)
def test_match_takes_the_last_of_a_name_unless_inputs_differ(
    first: str, last: str | None, taken: dict[str, int]
) -> None:
    assignment0 = course.load("assignment0")
    models = [Candidate("MLP", "class", Line(0, n), (), (), True, replaced=n == 0) for n in range(2)]
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (model, shape): Captured(assignment0.references[name], "MLP()")
        if name and assignment0.references[name].input[1:] == shape
        else Broken("forward", "exception")
        for model, name in zip(models, (first, last), strict=True)
        for shape in (MNIST, (784,), IMAGE, (3072,))
    }
    found = match(assignment0.parts, models, outcomes)
    assert {part: models.index(each.candidate) for part, each in found.items()} == taken


def test_match_takes_one_model_for_one_part_only(assignment1: Assignment) -> None:
    assert taken(assignment1, [candidate("LeNet5")], {"LeNet5": "LeNet5"}) == {"lenet5": "LeNet5"}


def test_match_takes_a_class_for_two_parts_if_made_as_two_models(
    assignment1: Assignment,
) -> None:
    makers = (Maker("Net(1)", ()), Maker("Net(2)", ()), Maker("Net(3)", ()))
    model = Candidate("Net", "class", Line(0, 1), (), makers, True)
    first, second, third = each_way = ways(assignment1.parts, [model])
    lenet = Captured(assignment1.references["LeNet5"], "Net(1)")
    for graph, used in (("CNN", {"cnn": third, "lenet5": first}), ("LeNet5", {"lenet5": first})):
        last = Captured(assignment1.references[graph], "Net(3)")
        failed = Broken("make", "exception")
        outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
            (first, IMAGE): lenet,
            (second, IMAGE): failed,
            (third, IMAGE): last,
        }
        found = match(assignment1.parts, each_way, outcomes)
        assert {part: each.candidate for part, each in found.items()} == used


def test_match_does_not_take_a_block_of_another_name(assignment1: Assignment) -> None:
    candidates = [candidate("LeNet5"), candidate("Block", inner=True)]
    assert "cnn" not in taken(assignment1, candidates, {"LeNet5": "LeNet5", "Block": "CNN"})
    candidates = [candidate("CNN"), candidate("CNNBlock", inner=True)]  # run, as its name is like CNN
    assert "lenet5" not in taken(assignment1, candidates, {"CNN": "CNN", "CNNBlock": "LeNet5"})


def test_match_takes_an_empty_model_for_its_namesake_part_only(
    assignment1: Assignment,
) -> None:
    empty = [candidate("LeNet5", written=False), candidate("Net", written=False)]
    assert taken(assignment1, empty, {}) == {"lenet5": "LeNet5"}


def test_match_reason_says_what_was_alike(assignment1: Assignment) -> None:
    reasons = []
    for name in ("LeNet5", "LENET_5", "LeNet", "Net"):
        one = candidate(name)
        found = match(
            assignment1.parts, [one], {(one, IMAGE): Captured(assignment1.references["LeNet5"], "")}
        )
        reasons.append(found["lenet5"].why.en)
    assert [
        word in reason
        for word, reason in zip(["asks for", "spelling", "like", "layers"], reasons, strict=True)
    ] == [True] * 4


@pytest.mark.parametrize(("part", "name", "reason"), [(0, "cnn", "CNN과"), (1, "Lenet_5", "LeNet5와")])
def test_match_reason_reads_well_in_korean(
    assignment1: Assignment, part: int, name: str, reason: str
) -> None:
    asked = assignment1.parts[part]
    one = candidate(name)
    found = match([asked], [one], {(one, IMAGE): Captured(assignment1.references["LeNet5"], "")})
    assert found[asked.id].why.ko == f"{reason} 철자만 다릅니다."


def test_worth_capturing_is_only_what_can_be_taken(assignment1: Assignment) -> None:
    named = [candidate("CNN"), candidate("LeNet5")]
    rest = [candidate("Extra"), candidate("Empty", written=False)]
    assert worth_capturing(assignment1.parts, named + rest) == named
    assert worth_capturing(assignment1.parts, named[:1] + rest) == [named[0], rest[0]]


def test_worth_capturing_is_what_is_made_beside_a_namesake_that_is_not(assignment1: Assignment) -> None:
    named = [candidate("CNN"), candidate("LeNet5")]
    other = replace(candidate("Net"), made=True)
    assert worth_capturing(assignment1.parts, [*named, other]) == [*named, other]
    made = [replace(each, made=True) for each in named]
    assert worth_capturing(assignment1.parts, [*made, other]) == made


def test_match_takes_what_is_made_and_works_before_a_namesake_that_neither_is(
    assignment1: Assignment,
) -> None:
    unused, other = candidate("LeNet5"), replace(candidate("Net"), made=True)
    assert taken(assignment1, [unused, other], {"Net": "LeNet5"}) == {"lenet5": "Net"}
    tried = replace(unused, made=True)
    assert taken(assignment1, [tried, other], {"Net": "LeNet5"})["lenet5"] == "LeNet5"


def test_match_takes_no_base_before_the_class_that_is_made_of_it(assignment1: Assignment) -> None:
    base = replace(candidate("LeNet5", inner=True), base=True)
    made = replace(candidate("LeNet5Wide"), made=True)
    both = {"LeNet5": "LeNet5", "LeNet5Wide": "LeNet5"}
    assert taken(assignment1, [base, made], both) == {"lenet5": "LeNet5Wide"}


def test_match_takes_no_model_twice_under_other_names(assignment1: Assignment) -> None:
    twice = dict.fromkeys(("Net", "make_net"), "LeNet5")
    assert taken(assignment1, [candidate(name) for name in twice], twice) == {"lenet5": "Net"}


def test_match_takes_no_network_of_another_package_beside_an_own_one(assignment1: Assignment) -> None:
    own, ready = replace(candidate("Net"), made=True), replace(candidate("ready"), kind="object", made=True)
    graph = assignment1.references["LeNet5"]
    borrowed = replace(graph, modules=(Module("", "torchvision.models.resnet.ResNet"), *graph.modules[1:]))
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (own, IMAGE): Broken("forward", "exception"),
        (ready, IMAGE): Captured(borrowed, "ready"),
    }
    found = match(assignment1.parts, [ready, own], outcomes)
    assert [each.candidate for each in found.values()] == [own]
    assert match(assignment1.parts, [ready], outcomes)["lenet5"].candidate == ready


def test_match_takes_no_lone_layer(assignment1: Assignment) -> None:
    graph = assignment1.references["LeNet5"]
    weights = [number for number, node in enumerate(graph.nodes) if node.op == "conv2d.default"]
    end = Value(weights[0])
    lone = replace(graph, nodes=graph.nodes[: end.node + 1], output=end, output_training=end)
    demo = candidate("Demo")
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {(demo, IMAGE): Captured(lone, "Demo()")}
    assert match(assignment1.parts, [demo], outcomes) == {}


PERCEPTRON = """
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), {layers})

    def forward(self, x):
        return self.layers(x)
"""
ONE = "nn.Linear(784, 10)"
TWO = "nn.Linear(784, 100), nn.{act}(), nn.Linear(100, 10)"
FOUR = ", nn.ReLU(), ".join(f"nn.Linear({a}, {b})" for a, b in pairwise((784, 64, 64, 32, 10)))


def perceptrons(models: dict[str, str]) -> dict[str, str]:
    """The name taken for every part of assignment0, of models given by name and layers."""
    text = "".join(PERCEPTRON.format(name=name, layers=layers) for name, layers in models.items())
    shape = (1, 28, 28)
    read_, ran = read(text), run(text, shape)
    outcomes: dict[tuple[Candidate, tuple[int, ...]], Outcome] = {
        (each, shape): believed(ran[each.name]) for each in read_.candidates
    }
    found = match(course.load("assignment0").parts, read_.candidates, outcomes)
    return {part: each.candidate.name for part, each in found.items()}


@pytest.mark.parametrize("act", ["Sigmoid", "Tanh"])
def test_match_takes_a_second_try_at_one_part_for_no_other(act: str) -> None:
    given = {"MLP": TWO.format(act="ReLU"), f"MLP_{act}": TWO.format(act=act)}
    assert perceptrons(given) == {"mlp": "MLP"}


def test_match_takes_a_model_of_any_name_for_the_part_that_it_is_nearest_to() -> None:
    given = {"MLP": TWO.format(act="Sigmoid"), "Net": TWO.format(act="Sigmoid").replace("100", "64")}
    assert perceptrons(given) == {"mlp": "MLP"}
    assert perceptrons({"MLP1": ONE, "MLP2": TWO.format(act="Sigmoid")}) == {"slp": "MLP1", "mlp": "MLP2"}


def test_match_takes_no_far_larger_model() -> None:
    assert perceptrons({"Net": FOUR, "MLP": TWO.format(act="Sigmoid")}) == {"mlp": "MLP"}
    assert perceptrons({"SLP": FOUR}) == {"slp": "SLP"}


VGG = """
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for wide in (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"):
            if wide == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(channels, wide, 3, padding=1), nn.ReLU()]
                channels = wide
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(512, 10)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))
"""


@pytest.mark.parametrize("name", ["VGG11", "Net"])
def test_match_takes_no_network_of_many_convolutions_for_a_small_one(
    name: str, assignment1: Assignment
) -> None:
    (deep,) = read(VGG.format(name=name)).candidates
    outcome = believed(run(VGG.format(name=name), IMAGE)[name])
    assert match(assignment1.parts, [deep], {(deep, IMAGE): outcome}) == {}
    assert unmatched([deep], {}) == (name,)


def test_match_takes_a_deep_network_by_the_name_that_is_asked_for(assignment1: Assignment) -> None:
    (deep,) = read(VGG.format(name="CNN")).candidates
    outcome = believed(run(VGG.format(name="CNN"), IMAGE)["CNN"])
    assert match(assignment1.parts, [deep], {(deep, IMAGE): outcome})["cnn"].candidate == deep


def test_match_looks_at_what_models_are_before_names_that_are_only_similar() -> None:
    wide = TWO.format(act="LeakyReLU").replace("100", "50")
    given = {"MLP_1": f"{ONE}, nn.Softmax(1)", "MLP_2": f"{wide}, nn.Softmax(1)"}
    assert perceptrons(given) == {"slp": "MLP_1", "mlp": "MLP_2"}
    assert perceptrons({"MLP_1": f"{ONE}, nn.Softmax(1)", "SLP": ONE}) == {"slp": "SLP", "mlp": "MLP_1"}


def test_match_takes_no_perceptron_for_a_network_of_convolutions(assignment1: Assignment) -> None:
    text = PERCEPTRON.format(name="Net", layers="nn.Linear(3072, 100), nn.ReLU(), nn.Linear(100, 10)")
    (net,) = read(text).candidates
    assert match(assignment1.parts, [net], {(net, IMAGE): believed(run(text, IMAGE)["Net"])}) == {}
