"""What to do about an output of the wrong shape: it depends on what was asked for, a vector or a map."""

from grader.records.graph import Batch, Shape
from grader.records.particles import with_particle
from grader.records.text import Text

EACH_IMAGE = Text(
    ko="배치 차원(0번)으로 평균이나 합을 내거나 섞는 연산이 있는지 확인하십시오.",
    en="Check for an operation that averages, adds up or mixes over the batch, dimension 0.",
)
MIXED = Text(
    ko="첫 차원은 그림의 수(N)여야 합니다. view나 reshape에 쓴 크기가 특성 맵의 크기와 달라 그림들이"
    " 섞입니다. x.view(x.size(0), -1)처럼 쓰십시오.",
    en="The first dimension must be the number of images (N). A size given to view or reshape is not"
    " the feature map's, so that images get mixed up. Write x.view(x.size(0), -1).",
)
FLATTEN = Text(
    ko="출력이 특성 맵(직육면체)입니다. 펼친(flatten) 뒤 완전연결층으로 클래스 수만큼의 값을 만드십시오.",
    en="The output is a feature map, a cube. Flatten it, and let a fully connected layer make one number a"
    " class.",
)
OUTPUTS = Text(ko="마지막 층의 출력 수를 확인하십시오.", en="Check the number of outputs of the last layer.")
ALL_NUMBERS = Text(
    ko="argmax나 squeeze, 평균으로 값을 줄이지 말고 마지막 층의 출력을 모두 반환하십시오.",
    en="Return all that the last layer makes: no argmax, no squeeze and no mean.",
)
NO_FLATTENING = Text(
    ko="출력은 특성 맵이어야 합니다. 펼치지(flatten) 말고 마지막 합성곱층의 결과를 그대로 반환하십시오.",
    en="The output must be a feature map: do not flatten it, return what the last convolution makes.",
)
SIZES = Text(
    ko="특성 맵의 크기가 입력 그림과 다릅니다. 합성곱층의 패딩을 확인하고, 줄인 만큼 다시 키우십시오.",
    en="The feature map has another size than the image. Check the padding of the convolutions, and go up as"
    " often as you went down.",
)


def hint_on_shape(found: Shape, expected: tuple[int, ...], batch: int | Batch) -> Text:
    """Return the hint for an output of the shape `found`, where (batch, *expected) was asked for."""
    if found[:1] != (batch,):
        return MIXED if _grows_with(batch, found) else EACH_IMAGE
    if len(expected) == 1:
        return {2: OUTPUTS, 4: FLATTEN}.get(len(found), ALL_NUMBERS)
    if len(found) != len(expected) + 1:
        return NO_FLATTENING if len(found) == 2 else ALL_NUMBERS
    return _channels(expected[0]) if found[1] != expected[0] else SIZES


def _grows_with(batch: int | Batch, found: Shape) -> bool:
    """Whether the first dimension is that of a batch, if not of this one."""
    first = found[0] if found else 1
    if isinstance(first, int) and isinstance(batch, int):
        return first % batch == 0
    return isinstance(first, Batch)


def _channels(number: int) -> Text:
    return Text(
        ko=f"마지막 합성곱층의 출력 채널 수(out_channels)를 {with_particle(str(number), '으로')} 하십시오.",
        en=f"The last convolution must make {number} channels (out_channels).",
    )
