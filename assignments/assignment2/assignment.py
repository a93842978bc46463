"""U-Net on CIFAR-10: 100 points, 65 for a U-Net that rebuilds its image and 35 for a classifier made of one.

A student may read this file. The numbers that decide a mark stand here, with where they come from.

Widths and depth are the student's choice. No list of layers is the right one: the checks ask how the data
flows. What must hold of any model that learns is asked of the U-Net, the larger part, in full.
"""

from pathlib import Path

from grader.base.text import Text
from grader.checks import (
    Assignment,
    Share,
    activations,
    convolution_rules,
    diagnose,
    invariants,
    layer_by_layer,
    learning,
    unet,
    upsampling,
)
from grader.checks.evidence import Attempt, Curve, Gradients, Graph, Independence
from grader.records.assignment import Recipe, Threshold

assignment = Assignment("assignment2", Path(__file__).parent)

INTERPOLATION = False
"""True allows nn.Upsample and F.interpolate in the place of transposed convolutions."""
LEVELS = 2
LEAST, MOST = 5_000, 3_000_000
"""Bounds on the parameters. One convolution a level of widths (4, 8, 16) makes 11,000, and (64, 128, 256)
makes 2.7 million, which a CPU still trains briefly in minutes."""

CHANNELS = dict.fromkeys(("in_channels", "in_ch", "n_channels", "input_channels", "in_chans"), 3)
IMAGES = dict.fromkeys(
    ("out_channels", "out_ch", "output_channels", "n_classes", "num_classes", "out_chans"), 3
)
CLASSES = dict.fromkeys(("num_classes", "n_classes", "num_class", "output_size"), 10)
BASE = dict.fromkeys(("base_channels", "base", "base_ch", "init_features", "width"), 16) | {"bilinear": False}
"""For constructor arguments that a submission leaves open."""

RUNS = Text(ko="직접 만든 모델이 실행된다", en="Your own model can be made and run")
FILTERS = Text(ko="합성곱층은 5x5, s1, p2", en="Convolutions are 5x5, s1, p2")
UP_SAMPLING = Text(
    ko="업샘플링은 커널 2N, 스트라이드 N, 패딩 N/2", en="Up-sampling has kernel 2N, stride N, padding N/2"
)
LEVELS_TITLE = Text(
    ko="두 단계 이상 줄이고 같은 수만큼 키운다", en="Down by two levels or more, and up by as many"
)
POOLING = Text(ko="줄일 때에는 풀링을 쓴다", en="It goes down by pooling")
SKIPS = Text(ko="단계마다 스킵 연결", en="A skip connection at every level")
BOTTLENECK = Text(
    ko="스킵 연결 말고는 모두 병목을 지난다", en="All but the skips passes through the bottleneck"
)
ACTIVATIONS = Text(ko="합성곱층 사이에 활성화 함수", en="Activations between the convolutions")
PARAMETERS = Text(ko="파라미터 수", en="The number of parameters")
BATCH_SIZE = Text(ko="어떤 배치 크기든 된다", en="Any batch size will do")
ALL_USED = Text(ko="만든 층을 모두 쓴다", en="Every layer that is made is used")
GRADIENTS = Text(ko="모든 층이 학습된다", en="Every layer can learn")

# -- the U-Net -------------------------------------------------------------------------------------------

REAL_PSNR = Threshold(none=17.2, full=18.2, chance=13.8, noise=1.0)
PSNR = {
    "cifar10": REAL_PSNR,
    "folder": REAL_PSNR,
    "standin": Threshold(none=14.2, full=14.9, chance=14.2, noise=0.7),
}
"""From calibration.md. Widths and depth are free, so full marks begin under the least that any right variant
reached in any seed (18.4), not under the reference's mean - 3.09 sd (24.0): just above the best that sigmoid
in the place of ReLU, no skips, a tiny bottleneck or no training reached (18.1). On the stand-in some right
variants scatter down to chance (13.8): full marks begin under the slowest's mean less its sd (15.8, .9), and
what ends below is trained again. Noise: the right variants' sd. Chance: what painting each image in its own
mean colour would reach (13.7, 14.1)."""

net = assignment.part(
    id="unet",
    model="UNet",
    title=Text(ko="U-Net(그림 복원)", en="U-Net, rebuilding the image"),
    input=(3, 32, 32),
    output=(3, 32, 32),
    recipe=Recipe(
        task="reconstruction", train_images=1_500, test_images=500, epochs=2, batch=16, learning_rate=2e-3
    ),
    thresholds=PSNR,
    known=CHANNELS | IMAGES | BASE,
)


@net.check(points=4, title=RUNS)
def unet_runs(attempt: Attempt) -> None:
    diagnose.runs(attempt)


@net.check(points=4, after=unet_runs, title=Text(ko="출력은 32x32x3 그림", en="It returns an image, 32x32x3"))
def unet_output_shape(graph: Graph) -> None:
    layer_by_layer.has_output_shape(graph, 3, 32, 32)


@net.check(points=7, after=unet_runs, title=FILTERS)
def unet_filters(graph: Graph) -> Share | None:
    return convolution_rules.filters(graph)


@net.check(points=8, after=unet_runs, title=UP_SAMPLING)
def unet_up_sampling(graph: Graph) -> Share | None:
    return upsampling.up_sampling(graph, interpolation=INTERPOLATION)


@net.check(points=6, after=unet_runs, title=LEVELS_TITLE)
def unet_levels(graph: Graph) -> None:
    unet.levels(graph, least=LEVELS)


@net.check(points=4, after=unet_runs, title=POOLING)
def unet_pooling(graph: Graph) -> Share | None:
    return unet.pooling(graph)


@net.check(points=10, after=unet_runs, title=SKIPS)
def unet_skips(graph: Graph) -> Share | None:
    return unet.skips(graph)


@net.check(points=4, after=unet_runs, title=BOTTLENECK)
def unet_bottleneck(graph: Graph) -> None:
    unet.bottleneck(graph)


@net.check(points=4, after=unet_runs, title=ACTIVATIONS)
def unet_activations(graph: Graph) -> Share | None:
    return activations.between_convolutions(graph)


@net.check(points=2, after=unet_runs, title=PARAMETERS)
def unet_parameters(graph: Graph) -> None:
    invariants.has_parameters_between(graph, LEAST, MOST)


@net.check(points=2, after=unet_runs, title=BATCH_SIZE)
def unet_batch_size(graph: Graph) -> None:
    invariants.any_batch_size(graph)


@net.check(
    points=1,
    after=unet_runs,
    title=Text(ko="배치의 다른 그림에 영향받지 않는다", en="An output depends on its own image alone"),
)
def unet_independent(independence: Independence) -> None:
    invariants.independent_of_neighbours(independence)


@net.check(points=1, after=unet_runs, title=ALL_USED)
def unet_all_used(graph: Graph) -> None:
    invariants.uses_all_parameters(graph)


@net.check(points=1, after=unet_runs, title=GRADIENTS)
def unet_gradients(gradients: Gradients) -> None:
    invariants.learns_everywhere(gradients)


@net.check(
    points=1,
    after=unet_runs,
    title=Text(ko="학습된 가중치를 가져오지 않는다", en="It brings no trained weights"),
)
def unet_own_model(graph: Graph) -> None:
    invariants.self_made(graph)


@net.check(
    points=6,
    after=(unet_runs, unet_output_shape),
    title=Text(ko="짧은 학습 뒤의 복원 품질(PSNR)", en="The rebuilt images after a brief training (PSNR)"),
)
def unet_psnr(curve: Curve, threshold: Threshold) -> Share | None:
    return learning.reaches(curve, threshold)


# -- the classifier --------------------------------------------------------------------------------------

REAL_ACCURACY = Threshold(none=0.15, full=0.26, chance=0.15, noise=0.016)
ACCURACY = {
    "cifar10": REAL_ACCURACY,
    "folder": REAL_ACCURACY,
    "standin": Threshold(none=0.15, full=0.17, chance=0.15, noise=0.05),
}
"""From calibration.md. On CIFAR-10 full marks begin under the mean - 3.09 sd of the right variant that learns
most slowly (double convolutions, .266): that tells what does not learn. Wrong models that do learn reach as
much as right ones; the checks of the graph tell those. On the stand-in double convolutions learn slowest as
well, .22 to .38 where they learn at all: full marks begin above the best of what does not (.154). Noise: the
right variants' sd; on the stand-in that of double convolutions. Chance, to which none are given: above what a
constant answer (.1) or no training (.142) reaches."""

classifier = assignment.part(
    id="classifier",
    model="UNetClassifier",
    title=Text(ko="U-Net 분류기", en="The U-Net classifier"),
    input=(3, 32, 32),
    output=(10,),
    recipe=Recipe(train_images=2_500, test_images=1_000, epochs=2, batch=16, learning_rate=1e-3),
    thresholds=ACCURACY,
    known=CHANNELS | CLASSES | BASE,
)


@classifier.check(points=2, title=RUNS)
def classifier_runs(attempt: Attempt) -> None:
    diagnose.runs(attempt)


@classifier.check(
    points=2,
    after=classifier_runs,
    title=Text(ko="출력은 그림마다 10개의 값이다", en="It returns 10 numbers an image"),
)
def classifier_output_shape(graph: Graph) -> None:
    layer_by_layer.has_output_shape(graph, 10)


@classifier.check(points=3, after=classifier_runs, title=FILTERS)
def classifier_filters(graph: Graph) -> Share | None:
    return convolution_rules.filters(graph)


@classifier.check(points=3, after=classifier_runs, title=UP_SAMPLING)
def classifier_up_sampling(graph: Graph) -> Share | None:
    return upsampling.up_sampling(graph, interpolation=INTERPOLATION)


@classifier.check(points=3, after=classifier_runs, title=LEVELS_TITLE)
def classifier_levels(graph: Graph) -> None:
    unet.levels(graph, least=LEVELS)


@classifier.check(points=2, after=classifier_runs, title=POOLING)
def classifier_pooling(graph: Graph) -> Share | None:
    return unet.pooling(graph)


@classifier.check(points=4, after=classifier_runs, title=SKIPS)
def classifier_skips(graph: Graph) -> Share | None:
    return unet.skips(graph)


@classifier.check(points=2, after=classifier_runs, title=BOTTLENECK)
def classifier_bottleneck(graph: Graph) -> None:
    unet.bottleneck(graph)


@classifier.check(points=2, after=classifier_runs, title=ACTIVATIONS)
def classifier_activations(graph: Graph) -> Share | None:
    return activations.between_convolutions(graph)


@classifier.check(
    points=3,
    after=classifier_runs,
    title=Text(ko="마지막 출력은 logit이다", en="The last outputs are logits"),
)
def classifier_logits(graph: Graph) -> None:
    activations.none_on_the_output(graph)


@classifier.check(points=1, after=classifier_runs, title=PARAMETERS)
def classifier_parameters(graph: Graph) -> None:
    invariants.has_parameters_between(graph, LEAST, MOST)


@classifier.check(points=1, after=classifier_runs, title=BATCH_SIZE)
def classifier_batch_size(graph: Graph) -> None:
    invariants.any_batch_size(graph)


@classifier.check(points=1, after=classifier_runs, title=ALL_USED)
def classifier_all_used(graph: Graph) -> None:
    invariants.uses_all_parameters(graph)


@classifier.check(points=1, after=classifier_runs, title=GRADIENTS)
def classifier_gradients(gradients: Gradients) -> None:
    invariants.learns_everywhere(gradients)


@classifier.check(
    points=5,
    after=(classifier_runs, classifier_output_shape),
    title=Text(ko="짧은 학습 뒤의 정확도", en="Accuracy after a brief training"),
)
def classifier_accuracy(curve: Curve, threshold: Threshold) -> Share | None:
    return learning.reaches(curve, threshold)
