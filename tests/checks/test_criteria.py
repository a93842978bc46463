"""Rubrics: the check that a row makes, the rows it needs above it, and the values that are refused."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.analysis.layers import ACTIVATIONS, CONVOLUTIONS, KINDS, POOLINGS, SHAPING, WEIGHTED, layers
from grader.base.text import same
from grader.checks import Check, Criterion, Failed, Part, Share, all_or_nothing, rubric
from grader.checks import criteria as checks
from grader.checks.evidence import Attempt, Comparison, Curve, Graph, Threshold
from grader.grading import course
from grader.grading.evidence import NAMES
from grader.records.graph import Argument

PAGE = Path(__file__).parents[2] / "docs" / "assignment-file.md"
ROW = re.compile(r"^\| `(\w+)\((.*)\)` \| (?:`(\w+)`|its `id`) \| (.+?) \| .+ \|$", re.MULTILINE)
NEEDED = {
    "output_shape": lambda: checks.output_shape(10),
    "parameters_between": lambda: checks.parameters_between(1, 2),
    "layers": lambda: checks.layers("l", "Conv2d", title=same("layers")),
}
"""The criteria that stand for nothing without arguments."""


def part(prefix: str = "") -> Part:
    return Part(
        id="p", model="Net", title=same("a part"), input=(3, 32, 32), output=(10,), check_prefix=prefix
    )


def made(name: str) -> Criterion:
    """The criterion of that name as it is made with no more words than it needs."""
    make: Callable[[], Criterion] = NEEDED.get(name, getattr(checks, name))
    return make()


def required(one: Check) -> list[str]:
    return [each.id for each in one.requires]


# -- the standard criteria -------------------------------------------------------------------------------


def test_criteria_are_all_in_the_page_with_arguments_id_and_title() -> None:
    written = {name: rest for name, *rest in ROW.findall(_rubric_page())}
    assert written == {name: described(name) for name in checks.__all__}


def _rubric_page() -> str:
    """The part of the page on models' rubrics; those of functions and loops are tables before it."""
    return PAGE.read_text(encoding="utf-8").partition("## A rubric")[2]


def described(name: str) -> list[str]:
    """A criterion's own arguments, its id and its English title, as the page has them."""
    asked = inspect.signature(getattr(checks, name)).parameters.values()
    own = [
        f"{'*' * (each.kind is each.VAR_POSITIONAL)}{each.name}"
        for each in asked
        if each.kind is not each.VAR_KEYWORD
    ]
    if name == "layers":
        return [", ".join(own), "", "its `title`"]
    return [", ".join(own), made(name).id, made(name).title.en]


@pytest.mark.parametrize("name", checks.__all__)
def test_criteria_ask_for_evidence_that_exists(name: str) -> None:
    lone = part().add(1, made(name))
    assert lone.evidence
    assert set(lone.evidence) <= NAMES.keys()


@pytest.mark.parametrize("name", checks.__all__)
def test_criteria_require_that_the_model_runs(name: str) -> None:
    whole = part()
    rubric(whole, (1, checks.runs()), *([] if name == "runs" else [(1, made(name))]))
    assert required(whole.checks[-1]) == ([] if name == "runs" else ["runs"])


def test_criteria_take_words_of_ones_own() -> None:
    own = checks.logits(id="raw", title=same("raw"), requires=(), hidden=True)
    assert (own.id, own.title, own.requires, own.hidden) == ("raw", same("raw"), (), True)
    assert own.function is checks.logits().function


def test_all_or_nothing_gives_no_share(references: dict[str, Graph]) -> None:
    half = checks.filters(kernel=5, padding=0)
    whole = all_or_nothing(half)
    cnn = references["CNN"]
    other = msgspec.structs.replace(
        cnn, nodes=(msgspec.structs.replace(cnn.nodes[0], args=_dilated(cnn.nodes[0].args)), *cnn.nodes[1:])
    )
    assert whole.function(cnn) is None
    assert isinstance(half.function(other), Share)
    with pytest.raises(Failed, match="filter rule"):
        whole.function(other)
    assert part().add(2, whole).evidence == (Graph,)


def _dilated(args: tuple[Argument, ...]) -> tuple[Argument, ...]:
    return (*args[:5], (2, 2), *args[6:])


@pytest.mark.parametrize(
    ("shape", "title"),
    [
        ((10,), "It returns 10 numbers an image"),
        ((11, 32, 32), "It returns 11 numbers a pixel"),
        ((7, 5), "It returns an output of 7x5"),
    ],
)
def test_criteria_titles_say_the_numbers_asked_for(shape: tuple[int, ...], title: str) -> None:
    assert checks.output_shape(*shape).title.en == title
    assert checks.filters(3, padding=1).title.en == "Convolutions are 3x3, s1, p1"
    assert checks.levels(1).title.en == "Down by one level or more, and up by as many"
    assert checks.levels(3).title.ko == "3단계 이상 줄이고 같은 수만큼 키우기"


# -- a table ---------------------------------------------------------------------------------------------


def test_rubric_makes_checks_in_the_order_of_its_rows() -> None:
    lenet = part()
    rubric(lenet, (5, checks.runs()), (4.5, checks.output_shape(10, hidden=True)))
    runs, shape = lenet.checks
    assert (runs.id, runs.points, runs.title, runs.hidden) == ("runs", 5, checks.runs().title, False)
    assert (shape.id, shape.points, shape.hidden) == ("output_shape", 4.5, True)
    assert (runs.evidence, shape.evidence) == ((Attempt,), (Graph,))


def test_check_prefix_stands_before_ids() -> None:
    cnn = part("cnn_")
    rubric(
        cnn,
        (1, checks.runs()),
        (1, checks.output_shape(10)),
        (1, checks.gradients(requires=("runs", "cnn_output_shape"))),
        (1, checks.accuracy()),
    )
    assert [each.id for each in cnn.checks] == [
        "cnn_runs",
        "cnn_output_shape",
        "cnn_gradients",
        "cnn_accuracy",
    ]
    assert [required(each) for each in cnn.checks[2:]] == [["cnn_runs", "cnn_output_shape"]] * 2
    assert cnn.checks[3].evidence == (Curve, Threshold)


def test_rubric_and_checks_of_ones_own_know_each_other() -> None:
    cnn = part("cnn_")
    rubric(cnn, (1, checks.runs()))

    @cnn.check(points=1, title=same("own"))
    def own(comparison: Comparison) -> None: ...

    rubric(cnn, (1, checks.logits(requires="own")))
    assert [(each.id, required(each)) for each in cnn.checks] == [
        ("cnn_runs", []),
        ("own", ["cnn_runs"]),
        ("cnn_logits", ["own"]),
    ]


def test_requires_names_a_check_above() -> None:
    with pytest.raises(ValueError, match="logits stands before runs, which it requires"):
        rubric(part(), (1, checks.logits()), (1, checks.runs()))
    with pytest.raises(ValueError, match="accuracy stands before output_shape"):
        rubric(part(), (1, checks.runs()), (1, checks.accuracy()), (1, checks.output_shape(10)))
    with pytest.raises(ValueError, match="logits requires 'activations', but no check of that id"):
        rubric(part(), (1, checks.logits(requires="activations")), (1, checks.activations()))


def test_rubric_refuses_two_rows_of_one_id() -> None:
    with pytest.raises(ValueError, match="two checks of p are called p_logits"):
        rubric(part("p_"), (1, checks.logits()), (2, checks.no_output_activation()))


@pytest.mark.parametrize("row", [(checks.runs(), 5), (5, checks.runs), ("5", checks.runs()), checks.runs()])
def test_rubric_row_is_points_and_a_criterion(row: tuple[float, Criterion]) -> None:
    with pytest.raises(TypeError, match="a row of a rubric is"):
        rubric(part(), row)


# -- words that nobody knows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("Conv2d", "Conv2D"), "no kind of layer 'Conv2D'; the nearest is 'Conv2d'"),
        (("linear",), "the nearest is 'Linear'"),
        (("Gruu",), "no kind of layer 'Gruu'; the nearest is 'GRU'"),
        (("MaxPooling2d",), "the nearest is 'MaxPool2d'"),
    ],
)
def test_layers_refuses_an_unknown_kind(kinds: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checks.layers("some", *kinds, title=same("layers"))
    with pytest.raises(ValueError, match=said):
        checks.nothing_else(*kinds)


def test_layers_refuses_no_kind_at_all() -> None:
    with pytest.raises(ValueError, match=r"layers\('Conv2d'\) names no kind of layer"):
        checks.layers("Conv2d", title=same("layers"))


def test_requires_refuses_an_unknown_check() -> None:
    lenet = part()
    rubric(lenet, (1, checks.runs()), (1, checks.output_shape(10)))
    with pytest.raises(ValueError, match=r"requires 'outputshape', .*; the nearest is 'output_shape'"):
        rubric(lenet, (1, checks.logits(requires="outputshape")))
    with pytest.raises(ValueError, match=r"requires 'rnus'.* the nearest is 'runs'"):
        lenet.check(points=1, title=same("own"), requires=("rnus",))(lambda graph: None)


def test_criteria_refuse_an_unknown_keyword() -> None:
    with pytest.raises(TypeError, match="titel"):
        checks.runs(titel=same("runs"))  # type: ignore[call-arg]


def test_kinds_hold_every_layer_of_references_and_sets() -> None:
    graphs = [graph for name in course.names() for graph in course.load(name).references.values()]
    found = {layer.kind for graph in graphs for layer in layers(graph)}
    assert found | ACTIVATIONS | POOLINGS | CONVOLUTIONS | WEIGHTED | SHAPING <= KINDS
