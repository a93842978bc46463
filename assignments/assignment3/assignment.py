"""U-Net for semantic segmentation: 100 points for a model that names the class of every pixel.

A student may read this file. The numbers that decide a mark stand here, with where they come from.

Widths and depth are the student's choice. No list of layers is the right one: the checks ask how the data
flows. The rules are the lecture's; the last convolution may be 1x1 besides, as in the original U-Net, where
it turns the channels of a pixel into its classes.
"""

from pathlib import Path

import msgspec

from grader.analysis.convolutions import convolutions
from grader.base.text import Text
from grader.checks import (
    Assignment,
    Share,
    convolution_rules,
    diagnose,
    invariants,
    layer_by_layer,
    learning,
    unet,
)
from grader.checks import activations as placed
from grader.checks import invariants as counted
from grader.checks import upsampling as enlarging
from grader.checks.evidence import Attempt, Curve, Gradients, Graph, Independence
from grader.records.assignment import Recipe, Threshold

assignment = Assignment("assignment3", Path(__file__).parent)

CLASSES = 11
"""The background and ten digits."""
LEVELS = 2
LEAST, MOST = 5_000, 3_000_000
"""Bounds on the parameters. One convolution a level of widths (4, 8, 16) makes 11,000, and (64, 128, 256)
makes 2.7 million, which a CPU still trains briefly in minutes."""

IMAGES = dict.fromkeys(("in_channels", "in_ch", "n_channels", "input_channels", "in_chans"), 3)
PIXELS = dict.fromkeys(
    ("num_classes", "n_classes", "num_class", "out_channels", "out_ch", "output_channels"), CLASSES
)
BASE = dict.fromkeys(("base_channels", "base", "base_ch", "init_features", "width"), 16) | {"bilinear": False}
"""For constructor arguments that a submission leaves open."""

IOU = dict.fromkeys(
    ("scenes", "scenes-figures", "scenes-digits", "scenes-figures-digits"),
    Threshold(none=0.1, full=0.18, chance=0.1, noise=0.06),
)
"""From calibration.md: full marks begin at what all but one of 104 trainings of right variants reached on
real images (0.163 with dropout, which is trained again when graded); none are given for what is reached by
knowing the background alone (0.075) or untrained (0.013), which is chance, too.
Noise: the right variants' sd."""

seg = assignment.part(
    id="segmentation",
    model="SegUNet",
    title=Text(ko="U-Net(의미 분할)", en="U-Net for semantic segmentation"),
    input=(3, 32, 32),
    output=(CLASSES, 32, 32),
    recipe=Recipe(
        data="scenes",
        task="segmentation",
        train_images=4_000,
        test_images=500,
        epochs=2,
        batch=4,
        learning_rate=2e-3,
    ),
    thresholds=IOU,
    known=IMAGES | PIXELS | BASE,
)


@seg.check(points=5, title=Text(ko="직접 만든 모델이 실행된다", en="Your own model can be made and run"))
def runs(attempt: Attempt) -> None:
    diagnose.runs(attempt)


# -- what comes out --------------------------------------------------------------------------------------


@seg.check(
    points=6,
    after=runs,
    title=Text(ko="출력은 픽셀마다 11개의 값이다", en="It returns 11 numbers a pixel"),
)
def output_shape(graph: Graph) -> None:
    layer_by_layer.has_output_shape(graph, CLASSES, 32, 32)


@seg.check(points=4, after=runs, title=Text(ko="마지막 출력은 logit이다", en="The last outputs are logits"))
def logits(graph: Graph) -> None:
    placed.none_on_the_output(graph)


# -- the layers ------------------------------------------------------------------------------------------


@seg.check(
    points=10,
    after=runs,
    title=Text(
        ko="합성곱층은 5x5, s1, p2(마지막은 1x1도 가능)",
        en="Convolutions are 5x5, s1, p2 (the last may be 1x1)",
    ),
)
def filters(graph: Graph) -> Share | None:
    return convolution_rules.filters(_before_a_pointwise_end(graph))


def _before_a_pointwise_end(graph: Graph) -> Graph:
    """Leave out the last convolution, and what follows it, if it is 1x1."""
    last = max(convolutions(graph), key=lambda each: each.node, default=None)
    if last is None or set(last.kernel) != {1}:
        return graph
    return msgspec.structs.replace(graph, nodes=graph.nodes[: last.node])


@seg.check(
    points=10,
    after=runs,
    title=Text(
        ko="업샘플링은 커널 2N, 스트라이드 N, 패딩 N/2",
        en="Up-sampling has kernel 2N, stride N, padding N/2",
    ),
)
def up_sampling(graph: Graph) -> Share | None:
    return enlarging.up_sampling(graph)


@seg.check(points=6, after=runs, title=Text(ko="줄일 때에는 풀링을 쓴다", en="It goes down by pooling"))
def pooling(graph: Graph) -> Share | None:
    return unet.pooling(graph)


@seg.check(
    points=7,
    after=runs,
    title=Text(ko="합성곱층 사이에 활성화 함수", en="Activations between the convolutions"),
)
def activations(graph: Graph) -> Share | None:
    return placed.between_convolutions(graph)


# -- how the data flows ----------------------------------------------------------------------------------


@seg.check(
    points=10,
    after=runs,
    title=Text(
        ko="두 단계 이상 줄이고 같은 수만큼 키운다", en="Down by two levels or more, and up by as many"
    ),
)
def levels(graph: Graph) -> None:
    unet.levels(graph, least=LEVELS)


@seg.check(points=15, after=runs, title=Text(ko="단계마다 스킵 연결", en="A skip connection at every level"))
def skips(graph: Graph) -> Share | None:
    return unet.skips(graph)


@seg.check(
    points=5,
    after=runs,
    title=Text(
        ko="스킵 연결 말고는 모두 병목을 지난다", en="All but the skips passes through the bottleneck"
    ),
)
def bottleneck(graph: Graph) -> None:
    unet.bottleneck(graph)


# -- what holds of any model that learns -----------------------------------------------------------------


@seg.check(points=2, after=runs, title=Text(ko="파라미터 수", en="The number of parameters"))
def parameters(graph: Graph) -> None:
    counted.has_parameters_between(graph, LEAST, MOST)


@seg.check(points=2, after=runs, title=Text(ko="어떤 배치 크기든 된다", en="Any batch size will do"))
def batch_size(graph: Graph) -> None:
    invariants.any_batch_size(graph)


@seg.check(
    points=2,
    after=runs,
    title=Text(ko="배치의 다른 그림에 영향받지 않는다", en="An output depends on its own image alone"),
)
def independent(independence: Independence) -> None:
    invariants.independent_of_neighbours(independence)


@seg.check(points=2, after=runs, title=Text(ko="만든 층을 모두 쓴다", en="Every layer that is made is used"))
def all_used(graph: Graph) -> None:
    invariants.uses_all_parameters(graph)


@seg.check(
    points=2,
    after=(runs, output_shape),
    title=Text(ko="모든 층이 학습된다", en="Every layer can learn"),
)
def gradients(gradients: Gradients) -> None:
    invariants.learns_everywhere(gradients)


@seg.check(
    points=2,
    after=runs,
    title=Text(ko="학습된 가중치를 가져오지 않는다", en="It brings no trained weights"),
)
def own_model(graph: Graph) -> None:
    invariants.self_made(graph)


# -- the brief training ----------------------------------------------------------------------------------


@seg.check(
    points=10,
    after=(runs, output_shape),
    title=Text(ko="짧은 학습 뒤의 평균 IoU", en="Mean IoU after a brief training"),
)
def mean_iou(curve: Curve, threshold: Threshold) -> Share | None:
    return learning.reaches(curve, threshold)
