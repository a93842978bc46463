"""The criteria on the data flow of a model whose widths and depth are the student's choice."""

from dataclasses import replace
from typing import Unpack

from grader.base.text import Text
from grader.checks import activations, convolution_rules
from grader.checks.criterion import Criterion, OwnWords
from grader.checks.evidence import Graph
from grader.checks.verdict import Share


def filters(kernel: int = 5, stride: int = 1, padding: int = 2, **own: Unpack[OwnWords]) -> Criterion:
    """Every convolution, except transposed ones, has these settings."""

    def obey_the_rule(graph: Graph) -> Share | None:
        return convolution_rules.filters(graph, kernel=kernel, stride=stride, padding=padding)

    rule = f"{kernel}x{kernel}, s{stride}, p{padding}"
    title = Text(ko=f"합성곱층: {rule}", en=f"Convolutions are {rule}")
    return replace(Criterion(id="filters", title=title, function=obey_the_rule), **own)


def activations_between_convolutions(**own: Unpack[OwnWords]) -> Criterion:
    """There is an activation between every convolution and those that follow it."""
    title = Text(ko="합성곱층 사이의 활성화 함수", en="Activations between the convolutions")
    function = activations.between_convolutions
    return replace(Criterion(id="activations", title=title, function=function), **own)


def no_output_activation(**own: Unpack[OwnWords]) -> Criterion:
    """No activation is applied to the last layer's output, like `logits` but without a reference."""
    title = Text(ko="마지막 출력(logit)", en="The last outputs are logits")
    return replace(
        Criterion(id="logits", title=title, function=activations.none_on_the_output, general=True), **own
    )
