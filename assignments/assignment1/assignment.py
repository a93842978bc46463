"""CNN and LeNet-5 on CIFAR-10: 100 points, 20 for the lecture's CNN example and 80 for LeNet-5.

A student may read this file. The numbers that decide a mark stand here, with where they come from.
"""

from pathlib import Path

from grader.analysis.layers import ACTIVATIONS, CONVOLUTIONS, POOLINGS
from grader.base.text import Text
from grader.checks import Assignment, Share, diagnose, forward, invariants, layer_by_layer, learning
from grader.checks.evidence import Attempt, Comparison, Curve, Forward, Gradients, Graph, Independence
from grader.records.assignment import Recipe, Threshold

assignment = Assignment("assignment1", Path(__file__).parent)

# -- the lecture's CNN example ---------------------------------------------------------------------------
# The deck draws no activation here: with or without a ReLU after either convolution is right.

cnn = assignment.part(
    id="cnn",
    model="CNN",
    title=Text(ko="CNN 예제", en="The CNN example"),
    input=(3, 32, 32),
    output=(10,),
    references=("CNN", "CNNReLU", "CNNFirstReLU", "CNNSecondReLU"),
    known={"num_classes": 10, "n_classes": 10, "in_channels": 3},
)


@cnn.check(points=4, title=Text(ko="직접 만든 모델이 실행된다", en="Your own model can be made and run"))
def cnn_runs(attempt: Attempt) -> None:
    diagnose.runs(attempt)


@cnn.check(
    points=3,
    after=cnn_runs,
    title=Text(ko="출력은 그림마다 10개의 값이다", en="It returns 10 numbers an image"),
)
def cnn_output_shape(graph: Graph) -> None:
    layer_by_layer.has_output_shape(graph, 10)


@cnn.check(points=6, after=cnn_runs, title=Text(ko="합성곱 층", en="The convolutions"))
def cnn_convolutions(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_layers(comparison, *CONVOLUTIONS)


@cnn.check(
    points=3,
    after=cnn_runs,
    title=Text(ko="펼친 뒤 완전연결층", en="A fully connected layer after flattening"),
)
def cnn_fully_connected(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_layers(comparison, "Linear")


@cnn.check(points=2, after=cnn_runs, title=Text(ko="다른 층은 없다", en="No other layers"))
def cnn_nothing_else(comparison: Comparison) -> None:
    layer_by_layer.has_nothing_else(comparison, *CONVOLUTIONS, "Linear")


@cnn.check(
    points=2,
    after=cnn_runs,
    title=Text(ko="같은 가중치에서 참조 모델과 출력이 같다", en="With the same weights, the same outputs"),
)
def cnn_outputs(outputs: Forward, comparison: Comparison) -> Share | None:
    return forward.equals_reference(outputs, comparison)


# -- LeNet-5 ---------------------------------------------------------------------------------------------

RECIPE = Recipe(train_images=10_000, test_images=2_000, epochs=3, batch=64, learning_rate=4e-3)
"""From the calibration table in this folder (calibration.md): the least training that tells a right LeNet-5
from the models that must not pass."""

REAL = Threshold(none=0.36, full=0.45, chance=0.15, noise=0.013)
"""None: the linear classifier's best of 10 seeds (.360). Full: under LeNet-5's mean - 3.09 sd (.458), which
a normal distribution falls below once in 1,000; the best MLP, sigmoid and softmax model reached .4495. Noise:
LeNet-5's sd over the seeds. Chance: above what a constant answer (.1) or no training (.117) reaches."""

ACCURACY = {
    "cifar10": REAL,
    "folder": REAL,
    # by the same rule: the MLP's mean + 3 sd, LeNet-5's .701
    "standin": Threshold(none=0.44, full=0.69, chance=0.15, noise=0.027),
}

lenet = assignment.part(
    id="lenet5",
    model="LeNet5",
    title=Text(ko="LeNet-5", en="LeNet-5"),
    input=(3, 32, 32),
    output=(10,),
    references=("LeNet5",),
    average_pooling=False,  # True allows it as well, as an earlier semester taught it
    recipe=RECIPE,
    thresholds=ACCURACY,
    known={"num_classes": 10, "n_classes": 10, "in_channels": 3},
)


@lenet.check(points=5, title=Text(ko="직접 만든 모델이 실행된다", en="Your own model can be made and run"))
def runs(attempt: Attempt) -> None:
    diagnose.runs(attempt)


@lenet.check(
    points=4, after=runs, title=Text(ko="출력은 그림마다 10개의 값이다", en="It returns 10 numbers an image")
)
def output_shape(graph: Graph) -> None:
    layer_by_layer.has_output_shape(graph, 10)


@lenet.check(points=10, after=runs, title=Text(ko="합성곱 층", en="The convolutions"))
def convolutions(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_layers(comparison, *CONVOLUTIONS)


@lenet.check(points=6, after=runs, title=Text(ko="풀링 층", en="The pooling"))
def pooling(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_layers(comparison, *POOLINGS)


@lenet.check(points=8, after=runs, title=Text(ko="완전연결층", en="The fully connected layers"))
def fully_connected(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_layers(comparison, "Linear")


@lenet.check(
    points=10, after=runs, title=Text(ko="활성화 함수가 제자리에 있다", en="Activations in the right places")
)
def activations(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_activations(comparison)


@lenet.check(points=3, after=runs, title=Text(ko="마지막 출력은 logit이다", en="The last outputs are logits"))
def logits(comparison: Comparison) -> None:
    layer_by_layer.returns_logits(comparison)


@lenet.check(points=2, after=runs, title=Text(ko="다른 층은 없다", en="No other layers"))
def nothing_else(comparison: Comparison) -> None:
    layer_by_layer.has_nothing_else(comparison, *CONVOLUTIONS, "Linear", *POOLINGS, *ACTIVATIONS)


@lenet.check(
    points=4, after=runs, title=Text(ko="층마다 특성 맵의 크기", en="The feature map after every layer")
)
def feature_maps(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_feature_maps(comparison)


@lenet.check(points=4, after=runs, title=Text(ko="파라미터 수", en="The number of parameters"))
def parameters(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_parameters(comparison)


@lenet.check(
    points=6,
    after=runs,
    title=Text(ko="같은 가중치에서 참조 모델과 출력이 같다", en="With the same weights, the same outputs"),
)
def outputs(outputs: Forward, comparison: Comparison) -> Share | None:
    return forward.equals_reference(outputs, comparison)


@lenet.check(points=2, after=runs, title=Text(ko="어떤 배치 크기든 된다", en="Any batch size will do"))
def batch_size(graph: Graph) -> None:
    invariants.any_batch_size(graph)


@lenet.check(
    points=2,
    after=runs,
    title=Text(ko="배치의 다른 그림에 영향받지 않는다", en="An output depends on its own image alone"),
)
def independent(independence: Independence) -> None:
    invariants.independent_of_neighbours(independence)


@lenet.check(
    points=2, after=runs, title=Text(ko="만든 층을 모두 쓴다", en="Every layer that is made is used")
)
def all_used(graph: Graph) -> None:
    invariants.uses_all_parameters(graph)


@lenet.check(points=2, after=runs, title=Text(ko="모든 층이 학습된다", en="Every layer can learn"))
def gradients(gradients: Gradients) -> None:
    invariants.learns_everywhere(gradients)


@lenet.check(
    points=2, after=runs, title=Text(ko="학습된 가중치를 가져오지 않는다", en="It brings no trained weights")
)
def own_model(graph: Graph) -> None:
    invariants.self_made(graph)


@lenet.check(
    points=8,
    after=(runs, output_shape),
    title=Text(ko="짧은 학습 뒤의 정확도", en="Accuracy after a brief training"),
)
def accuracy(curve: Curve, threshold: Threshold) -> Share | None:
    return learning.reaches(curve, threshold)
