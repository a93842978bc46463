"""The criteria that compare a model with the nearest of the part's references, layer by layer."""

from dataclasses import replace
from typing import Unpack

from grader.analysis.layers import KINDS
from grader.base.nearest import nearest
from grader.base.text import Text
from grader.checks import forward, layer_by_layer
from grader.checks.criterion import Criterion, OwnWords, Standing
from grader.checks.evidence import Comparison, Forward
from grader.checks.verdict import Share


def layers(
    id: str,  # noqa: A002 - what it is called everywhere
    *kinds: str,
    title: Text,
    **own: Unpack[Standing],
) -> Criterion:
    """The layers of these kinds are present, in the right order and with the right settings.

    Args:
        id: the name in reports; there is no standard id for an arbitrary choice of layers.
        kinds: kinds in `grader.analysis.layers.KINDS`, named as in torch, such as `Conv2d`.
        title: the title that the student sees.
        own: `requires` and `hidden`.

    Raises:
        ValueError: no kind is given, or there is no such kind.
    """
    if not kinds:
        raise ValueError(f"layers({id!r}) names no kind of layer, as in layers({id!r}, 'Conv2d', title=…)")
    _must_be_known(kinds)

    def has_layers(comparison: Comparison) -> Share | None:
        return layer_by_layer.has_layers(comparison, *kinds)

    return replace(Criterion(id=id, title=title, function=has_layers), **own)


def fully_connected(**own: Unpack[OwnWords]) -> Criterion:
    """The fully connected layers are present, in the right order and with the right settings."""
    title = Text(ko="완전연결층", en="The fully connected layers")
    return replace(layers("fully_connected", "Linear", title=title), **own)


def nothing_else(*kinds: str, **own: Unpack[OwnWords]) -> Criterion:
    """The model has no layer that the reference lacks, except of these kinds, which other criteria judge.

    Raises:
        ValueError: there is no such kind.
    """
    _must_be_known(kinds)

    def has_nothing_else(comparison: Comparison) -> None:
        layer_by_layer.has_nothing_else(comparison, *kinds)

    title = Text(ko="불필요한 층", en="No other layers")
    return replace(Criterion(id="nothing_else", title=title, function=has_nothing_else, general=True), **own)


def _must_be_known(kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"there is no kind of layer {kind!r}; the nearest is {nearest(kind, KINDS)!r}")


def activations(**own: Unpack[OwnWords]) -> Criterion:
    """The right activations are in the right places."""
    title = Text(ko="활성화 함수의 위치", en="Activations in the right places")
    function = layer_by_layer.has_activations
    return replace(Criterion(id="activations", title=title, function=function), **own)


def logits(**own: Unpack[OwnWords]) -> Criterion:
    """No activation is applied to the last layer's output, except one that the reference applies too."""
    title = Text(ko="마지막 출력(logit)", en="The last outputs are logits")
    return replace(
        Criterion(id="logits", title=title, function=layer_by_layer.returns_logits, general=True), **own
    )


def feature_maps(**own: Unpack[OwnWords]) -> Criterion:
    """The feature map has the right size after every layer that changes it."""
    title = Text(ko="층별 특성 맵 크기", en="The feature map after every layer")
    function = layer_by_layer.has_feature_maps
    return replace(Criterion(id="feature_maps", title=title, function=function), **own)


def parameters(**own: Unpack[OwnWords]) -> Criterion:
    """Every layer has the right number of parameters."""
    title = Text(ko="파라미터 수", en="The number of parameters")
    return replace(Criterion(id="parameters", title=title, function=layer_by_layer.has_parameters), **own)


def outputs(**own: Unpack[OwnWords]) -> Criterion:
    """With the reference's weights, the model returns what the reference returns."""

    def equals_reference(outputs: Forward, comparison: Comparison) -> Share | None:
        return forward.equals_reference(outputs, comparison)

    title = Text(ko="같은 가중치에서의 출력", en="With the same weights, the same outputs")
    return replace(Criterion(id="outputs", title=title, function=equals_reference), **own)
