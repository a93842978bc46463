"""Checks on what comes out for the same input and the same weights."""

from grader.checks.authoring import Failed
from grader.checks.evidence import Forward
from grader.records.text import Text, same

TOLERANCE = 1e-4
"""Relative to the largest output. Two orders of adding up 400 products in float32 differ by some 1e-6; a
missing activation changes the outputs by more than 1e-1."""


def equals_reference(forward: Forward, tolerance: float = TOLERANCE) -> None:
    """Pass if student and reference give the same outputs when both carry the same weights.

    Raises:
        Failed: the weights do not fit, or the outputs differ.
    """
    if forward.student is None:
        raise Failed(
            Text(
                ko="참조 모델의 가중치를 이 모델에 넣을 수 없어 출력을 비교하지 못했습니다.",
                en="The reference's weights do not fit into this model, so the outputs cannot be compared.",
            ),
            expected=_shape(forward.misfit[1] if forward.misfit else None),
            found=_shape(forward.misfit[0] if forward.misfit else None),
            hint=Text(ko="먼저 층의 크기를 맞추십시오.", en="Put the sizes of the layers right first."),
        )
    if forward.student.shape != forward.reference.shape:
        raise Failed(
            Text(ko="출력의 크기가 다릅니다.", en="The outputs have another shape."),
            expected=same(str(tuple(forward.reference.shape))),
            found=same(str(tuple(forward.student.shape))),
        )
    scale = float(forward.reference.abs().max())
    error = float((forward.student - forward.reference).abs().max()) / max(scale, 1e-12)
    if not error <= tolerance:
        raise Failed(
            Text(
                ko="같은 가중치와 같은 입력인데 참조 모델과 출력이 다릅니다.",
                en="With the same weights and the same input, the outputs differ from the reference's.",
            ),
            expected=Text(
                ko=f"상대 오차 {tolerance:g} 이하", en=f"a relative difference of at most {tolerance:g}"
            ),
            found=same(f"{error:.2g}"),
            hint=Text(
                ko="층의 순서, 활성화 함수의 자리, 마지막 출력을 확인하십시오.",
                en="Check the order of the layers, the places of the activations, and the last output.",
            ),
        )


def _shape(shape: tuple[int, ...] | None) -> Text:
    return same(str(shape)) if shape is not None else Text(ko="없음", en="nothing")
