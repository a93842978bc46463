"""Checks on what comes out for the same input and the same weights."""

from grader.analysis.alignment import kind, right
from grader.analysis.layers import (
    ACTIVATIONS,
    CELLS,
    POOLINGS,
    RECURRENT,
    SHAPING,
    WEIGHTED,
    Layer,
)
from grader.analysis.noise import draws_in_evaluation
from grader.base.text import Text, same
from grader.checks import unknown
from grader.checks.difference_messages import named
from grader.checks.evidence import Comparison, Forward
from grader.checks.invariants import at_random
from grader.checks.verdict import Failed, Finding, Share

COUNTED = ACTIVATIONS | POOLINGS | WEIGHTED
"""Kinds of layers that other checks count: one too many costs points there."""
TOLERANCE = 1e-4
"""Relative to the largest output. Two orders of adding up 400 products in float32 differ by some 1e-6; a
missing activation changes the outputs by more than 1e-1."""


def equals_reference(forward: Forward, comparison: Comparison, tolerance: float = TOLERANCE) -> Share | None:
    """Give full marks if student and reference give the same outputs when both carry the same weights.

    Layers that differ from the expected ones make the outputs differ, and have cost points already: then the
    points are given in the share of the layers that are the same. Where all expected layers are there, it is
    what the model does besides that makes the difference, such as a flip, a sign or another order.

    Raises:
        Failed: the outputs differ, or cannot be compared, although all expected layers are there.
        Withheld: the student's model has a recurrent layer and the reference none.
    """
    error = _error(forward)
    if error is not None and error <= tolerance:
        return None
    drawing = None if draws_in_evaluation(comparison.reference) else at_random(comparison.graph)
    if drawing is not None:
        raise drawing
    same_layers, layers = right(comparison.pairs)
    if (recurrent := _recurrent(comparison)) is not None:
        raise unknown.of_another_art(recurrent)
    computed = [layer for layer in comparison.student if layer.computed]
    if computed:
        return Share(max(same_layers - len(computed), 0) / layers, _computed(computed, forward))
    if same_layers == layers:
        raise _unexplained(forward, comparison, error, tolerance)
    if forward.student is not None and (besides := _besides(comparison)) is not None:
        raise _does_more(besides, error)
    return Share(same_layers / layers, Finding(message=_differs(forward, same_layers, layers)))


def _recurrent(comparison: Comparison) -> Layer | None:
    """Return a recurrent layer of the student's, if the reference has none at all."""
    found = (layer for layer in comparison.student if layer.kind in RECURRENT | CELLS)
    asked = any(layer.kind in RECURRENT | CELLS for layer in comparison.expected)
    return None if asked else next(found, None)


def _computed(layers: list[Layer], forward: Forward) -> Finding:
    names = ", ".join(map(named, layers))
    at = tuple(layer.at for layer in layers)
    if forward.student is not None:
        return Finding(
            message=Text(
                ko=f"가중치를 다른 파라미터로 계산하는 층이 있고, 출력이 과제의 모델과 다릅니다: {names}",
                en=f"Weights are computed from other parameters, and the outputs differ: {names}.",
            ),
            at=at,
        )
    return Finding(
        message=Text(
            ko="가중치를 다른 파라미터로 계산하는 층이 있어 과제의 모델의 가중치를 넣을 수 없습니다:"
            f" {names}",
            en="The reference's weights cannot be put in, as weights are computed from other parameters:"
            f" {names}.",
        ),
        at=at,
    )


def _besides(comparison: Comparison) -> Layer | None:
    """The first operation of a kind that no other check counts, if nothing else tells the models apart."""
    extra = [pair.student for pair in comparison.pairs if pair.kind == "extra" and pair.student]
    if any(pair.kind not in ("same", "extra") for pair in comparison.pairs):
        return None
    if any(layer.kind in COUNTED for layer in extra):
        return None
    return next((layer for layer in extra if layer.kind not in SHAPING), None)


def _does_more(besides: Layer, error: float | None) -> Failed:
    return Failed(
        Text(
            ko=f"필요한 층은 모두 있지만, {besides.notation} 연산이 있어 출력이 과제의 모델과 다릅니다.",
            en=f"All layers that are needed are there; {besides.notation} is done besides, and the outputs"
            " differ.",
        ),
        expected=Text(ko="과제의 모델과 같은 출력", en="the outputs of the reference"),
        found=Text(ko="다른 모양", en="another shape")
        if error is None
        else Text(ko=f"상대 오차 {error:.2g}", en=f"a relative difference of {error:.2g}"),
        at=(besides.used,),
    )


def _error(forward: Forward) -> float | None:
    """The largest difference relative to the largest output; None if the two cannot be compared.

    A further dimension of size 1 is no difference here: `has_output_shape` asks for the shape.
    """
    student, reference = forward.student, forward.reference
    if student is None or student.shape[:1] != reference.shape[:1] or student.numel() != reference.numel():
        return None
    scale = float(reference.abs().max())
    return float((student.reshape(reference.shape) - reference).abs().max()) / max(scale, 1e-12)


def _differs(forward: Forward, same_layers: int, layers: int) -> Text:
    """Say that the outputs differ; which layers do is told by the checks of the layers."""
    share = Text(
        ko=f"층 {layers}개 가운데 {same_layers}개가 같습니다.",
        en=f"{same_layers} of {layers} layers are the same.",
    )
    if forward.student is None:
        return Text(
            ko="가중치의 크기가 과제의 모델과 달라 출력을 비교할 수 없습니다. " + share.ko,
            en="The weights have other sizes than the reference's, so the outputs cannot be compared. "
            + share.en,
        )
    return Text(ko="출력이 과제의 모델과 다릅니다. " + share.ko, en="The outputs differ. " + share.en)


def _unexplained(forward: Forward, comparison: Comparison, error: float | None, tolerance: float) -> Failed:
    if forward.student is None:
        return Failed(
            Text(
                ko="층은 모두 맞지만, 과제의 모델의 가중치를 넣을 수 없어 출력을 비교하지 못했습니다.",
                en="All layers are right, but the reference's weights do not fit in, so the outputs cannot be"
                " compared.",
            ),
            expected=_shape(forward.misfit[1] if forward.misfit else None),
            found=_shape(forward.misfit[0] if forward.misfit else None),
            hint=_reads_another_size(comparison) or USED_TWICE,
        )
    if error is None:
        return Failed(
            Text(ko="출력의 크기가 다릅니다.", en="The outputs have another shape."),
            expected=same(str(tuple(forward.reference.shape))),
            found=same(str(tuple(forward.student.shape))),
            hint=Text(
                ko="reshape나 view의 크기를 확인하십시오.", en="Check the sizes given to reshape or view."
            ),
        )
    return Failed(
        Text(
            ko="층은 모두 맞지만, 같은 가중치와 같은 입력에서 출력이 과제의 모델과 다릅니다.",
            en="All layers are right, but with the same weights and the same input the outputs differ.",
        ),
        expected=Text(
            ko=f"상대 오차 {tolerance:g} 이하", en=f"a relative difference of at most {tolerance:g}"
        ),
        found=same(f"{error:.2g}"),
        hint=Text(
            ko="forward에서 층을 잇는 순서와 reshape의 모양을 확인하십시오.",
            en="Check in forward which layer reads which result, and the shapes given to reshape.",
        ),
    )


USED_TWICE = Text(
    ko="같은 층을 두 번 쓰거나 층에 속하지 않는 파라미터를 쓰는지 확인하십시오.",
    en="Check for a layer that is used twice, and for a parameter that belongs to no layer.",
)


def _reads_another_size(comparison: Comparison) -> Text | None:
    pair = next((each for each in comparison.pairs if each.follows and kind(each) in WEIGHTED), None)
    if pair is None or pair.student is None or pair.expected is None:
        return None
    mine, theirs = named(pair.student), named(pair.expected)
    return Text(
        ko=f"{mine} 층은 입력의 크기가 과제의 층({theirs})과 다릅니다.",
        en=f"The input of {mine} has another size than that of {theirs}.",
    )


def _shape(shape: tuple[int, ...] | None) -> Text:
    return same(str(shape)) if shape is not None else Text(ko="없음", en="nothing")
