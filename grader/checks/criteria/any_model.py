"""The criteria that any correct model fulfils, whatever its layers."""

from dataclasses import replace
from typing import Final, Unpack

from grader.base.text import Text
from grader.checks import diagnose, invariants, layer_by_layer
from grader.checks.criterion import RUNS, Criterion, OwnWords
from grader.checks.evidence import Graph
from grader.checks.verdict import Share

OUTPUT_SHAPE: Final = "output_shape"


def runs(**own: Unpack[OwnWords]) -> Criterion:
    """The model exists, can be made and run, and is the student's own. This criterion comes first."""
    title = Text(ko="모델 실행", en="Your own model can be made and run")
    return replace(Criterion(id=RUNS, title=title, function=diagnose.runs, usually=(), general=True), **own)


def output_shape(*shape: int, **own: Unpack[OwnWords]) -> Criterion:
    """The model's output has this shape, apart from the batch."""

    def has_output_shape(graph: Graph) -> Share | None:
        return layer_by_layer.has_output_shape(graph, *shape)

    return replace(
        Criterion(id=OUTPUT_SHAPE, title=_outputs(shape), function=has_output_shape, general=True),
        **own,
    )


def _outputs(shape: tuple[int, ...]) -> Text:
    match shape:
        case (numbers,):
            return Text(
                ko=f"출력 크기: 이미지마다 값 {numbers}개", en=f"It returns {numbers} numbers an image"
            )
        case (numbers, _, _):
            return Text(ko=f"출력 크기: 픽셀마다 값 {numbers}개", en=f"It returns {numbers} numbers a pixel")
        case _:
            sizes = "x".join(map(str, shape))
            return Text(ko=f"출력 크기: {sizes}", en=f"It returns an output of {sizes}")


def parameters_between(least: int, most: int, **own: Unpack[OwnWords]) -> Criterion:
    """The number of the model's parameters is within these bounds."""

    def has_parameters_between(graph: Graph) -> None:
        invariants.has_parameters_between(graph, least, most)

    title = Text(ko="파라미터 수", en="The number of parameters")
    return replace(
        Criterion(id="parameters", title=title, function=has_parameters_between, general=True), **own
    )


def causal(**own: Unpack[OwnWords]) -> Criterion:
    """The output of each step of a sequence follows from that step and those before it."""
    title = Text(ko="뒤의 토큰을 보지 않음", en="No look at later tokens")
    return replace(Criterion(id="causal", title=title, function=invariants.looks_back_alone), **own)


def batch_size(**own: Unpack[OwnWords]) -> Criterion:
    """The model takes batches of any size."""
    title = Text(ko="배치 크기", en="Any batch size will do")
    return replace(
        Criterion(id="batch_size", title=title, function=invariants.any_batch_size, general=True), **own
    )


def independent(**own: Unpack[OwnWords]) -> Criterion:
    """The model's output for an image does not depend on the other images of the batch."""
    title = Text(ko="다른 이미지와의 독립", en="An output depends on its own image alone")
    function = invariants.independent_of_neighbours
    return replace(Criterion(id="independent", title=title, function=function, general=True), **own)


def all_used(**own: Unpack[OwnWords]) -> Criterion:
    """The model uses every parameter."""
    title = Text(ko="모든 층의 사용", en="Every layer that is made is used")
    return replace(
        Criterion(id="all_used", title=title, function=invariants.uses_all_parameters, general=True), **own
    )


def gradients(**own: Unpack[OwnWords]) -> Criterion:
    """Every parameter gets a gradient."""
    title = Text(ko="모든 층의 학습", en="Every layer can learn")
    return replace(
        Criterion(id="gradients", title=title, function=invariants.learns_everywhere, general=True), **own
    )


def own_model(**own: Unpack[OwnWords]) -> Criterion:
    """The model's weights are drawn by torch, and none are read from a file."""
    title = Text(ko="직접 학습한 가중치", en="It brings no trained weights")
    return replace(Criterion(id="own_model", title=title, function=invariants.self_made, general=True), **own)
