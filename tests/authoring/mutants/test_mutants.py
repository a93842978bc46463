"""What single changes of a reference say about a rubric."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.authoring.mutants import page
from grader.authoring.mutants.changes import changes
from grader.authoring.mutants.equivalence import computes_the_same
from grader.authoring.mutants.findings import findings
from grader.authoring.mutants.fit import fitted
from grader.authoring.mutants.judge import matrices
from grader.authoring.mutants.kinds import KINDS, Change
from grader.authoring.mutants.matrix import Judged, Matrix
from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.checks.assignment import Assignment, Part
from grader.grading import course
from grader.grading.graph_alone import grade_graph
from grader.records.graph import Batch, Graph
from tests.hosts import measuring, shared


@pytest.fixture(scope="module")
def lenet5() -> Part:
    return next(part for part in course.load("assignment1").parts if part.id == "lenet5")


def found(graph: Graph, kind: str, where: str = "") -> Change:
    """The first change of a kind."""
    return next(each for each in changes(graph) if each.kind == kind and where in each.where)


def runs(change: Change) -> Graph:
    graph = fitted(change.graph, measuring())
    assert graph is not None
    return graph


def lost(part: Part, graph: Graph) -> set[str]:
    results = grade_graph(part, graph, measuring())
    return {result.id for result in results if result.status not in ("passed", "skipped")}


def test_changes_are_of_known_kinds_and_leave_the_graph_as_it_is(lenet: Graph) -> None:
    before = msgspec.json.encode(lenet)
    made = list(changes(lenet))
    assert {each.kind for each in made} <= KINDS
    assert len(made) > 100
    assert msgspec.json.encode(lenet) == before


@pytest.mark.parametrize("name", ["UNet", "CifarMLP", "CNN"])
def test_changes_of_every_reference_run_for_the_most_part(name: str) -> None:
    graphs = {key: graph for each in course.names() for key, graph in course.load(each).references.items()}
    made = [
        each for each in changes(graphs[name]) if each.kind in ("layer dropped", "more outputs", "no bias")
    ]
    ran = [each for each in made if fitted(each.graph, measuring()) is not None]
    assert len(ran) > len(made) / 2


def test_fit_gives_later_layers_the_inputs_that_they_now_get(lenet: Graph) -> None:
    graph = runs(found(lenet, "more outputs", "conv1"))
    assert graph.nodes[0].shapes == ((Batch(1), 8, 28, 28),)
    assert graph.tensors[2].shape == (16, 8, 5, 5)
    dropped = runs(found(lenet, "pooling dropped", "conv2"))
    assert (120, 1600) in {tensor.shape for tensor in dropped.tensors}


def test_fit_tells_what_cannot_run_at_all() -> None:
    unet = course.load("assignment2").references["UNet"]
    assert fitted(found(unet, "pooling dropped").graph, measuring()) is None


@pytest.mark.parametrize(
    ("kind", "where", "checks"),
    [
        ("other kernel", "conv1: 3x3", {"convolutions", "feature_maps", "parameters", "outputs"}),
        ("activation dropped", "conv1", {"activations", "outputs"}),
        ("in a Python list", "fc1", {"parameters", "all_used", "gradients"}),
        ("frozen", "fc1", {"gradients"}),
        ("batch of a fixed size", "", {"batch_size"}),
        ("weights from a file", "", {"own_model"}),
        ("output negated", "", {"nothing_else", "logits", "outputs"}),
    ],
)
def test_mutants_lose_what_the_change_breaks(
    kind: str, where: str, checks: set[str], lenet: Graph, lenet5: Part
) -> None:
    assert lost(lenet5, runs(found(lenet, kind, where))) == checks


@pytest.mark.parametrize(
    ("kind", "where", "same"),
    [
        ("another kind of layer", "fc1", True),
        ("activation added", "twice", True),
        ("other pooling", "rounded up", True),
        ("activation dropped", "", False),
        ("detached", "fc1", False),
        ("dropout added", "the input", False),
        ("frozen", "conv1", False),
        ("in a Python list", "conv1", False),
        ("layer never used", "", False),
        ("scaled", "", False),
        ("batch of a fixed size", "", False),
        ("a ready-made network", "", False),
    ],
)
def test_equivalence_is_computed(kind: str, where: str, same: bool, lenet: Graph, lenet5: Part) -> None:
    graph = runs(found(lenet, kind, where))
    assert computes_the_same(graph, [lenet], measuring()) is same
    assert same is not bool(lost(lenet5, graph))


# -- the matrix ------------------------------------------------------------------------------------------


@pytest.fixture
def matrix(lenet5: Part) -> Matrix:
    return Matrix(
        lenet5,
        100.0,
        ("scaled",),
        (
            Judged("frozen", "conv1", {}),
            Judged("scaled", "conv1", {}),
            Judged("no bias", "fc1", {"parameters": 0.5}),
            Judged("no bias", "fc2", {"parameters": 0.5}),
            Judged("other kernel", "conv1", {"convolutions": 5.0, "feature_maps": 2.0}),
            Judged("another kind of layer", "fc1", {"outputs": 2.0}, equivalent=True),
            Judged("pooling dropped", "pool", {}, fits=False),
        ),
    )


def test_matrix_names_holes_and_what_costs_too_little(matrix: Matrix) -> None:
    assert [each.kind for each in matrix.holes] == ["frozen"]
    assert [each.where for each in matrix.cheap] == ["fc1", "fc2"]
    assert [each.kind for each in matrix.wronged] == ["another kind of layer"]


def test_matrix_names_checks_that_fall_together_or_never(matrix: Matrix) -> None:
    (together,) = matrix.twins
    assert [check.id for check in together] == ["convolutions", "feature_maps"]
    assert "logits" in {check.id for check in matrix.dead}
    assert "parameters" not in {check.id for check in matrix.dead}


def test_findings_break_the_rules_that_cost_somebody_points(matrix: Matrix) -> None:
    status = {each.rule.en: each.status for each in findings(matrix)}
    assert list(status.values()) == ["broken", "broken", "broken", "provisional", "provisional"]
    whole = replace(matrix, mutants=[Judged("x", "", dict.fromkeys((c.id for c in matrix.checks), 3.0))])
    assert {each.status for each in findings(whole)} == {"held"}


def test_page_has_a_row_for_changes_that_cost_the_same(matrix: Matrix, tmp_path: Path) -> None:
    page.write([matrix], "assignment1", tmp_path / page.FILE)
    text = (tmp_path / page.FILE).read_text("utf-8")
    assert "    grade validate assignment1 --mutants" in text
    assert "| no bias | fc1; fc2 | 0.5 |" in text
    assert "| scaled *(free)* | conv1 | 0 |" in text
    assert "- Mistakes that cost nothing: frozen (conv1)" in text


# -- an assignment of a teacher's own --------------------------------------------------------------------


def slp(assignment: Assignment) -> Assignment:
    assignment.every_part = [part for part in assignment.every_part if part.id == "slp"]
    return assignment


@pytest.fixture
def small() -> Assignment:
    return slp(course.load("assignment0"))


def test_matrices_are_kept_and_read_again(small: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    (first,) = matrices(small, shared(), silent)
    assert first.holes == first.cheap == first.wronged == []
    monkeypatch.setattr("grader.authoring.mutants.judge.grade_graph", None)
    (second,) = matrices(small, shared(), silent)
    assert second.mutants == first.mutants


def test_matrices_refuse_a_kind_that_nobody_knows(small: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    free = {"slp": ("weights of zeros",)}
    monkeypatch.setattr("grader.authoring.mutants.judge.left_free", lambda _: free)
    with pytest.raises(StaffError, match="weights of zero'"):
        next(matrices(small, shared(), silent))
