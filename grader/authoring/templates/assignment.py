"""A small CNN that names an image's class: 100 points.

A student may read this file. The numbers that decide a mark stand here, with where they come from.
"""

from grader.base.text import Text
from grader.checks import Assignment, Share, diagnose, layer_by_layer, learning
from grader.checks.evidence import Attempt, Comparison, Curve, Graph
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 작은 CNN", en="%assignment% · A small CNN")
)

RECIPE = Recipe(train_images=10_000, test_images=2_000, epochs=2, batch=64, learning_rate=4e-3)
"""How the model is trained before its accuracy is looked at. Fewer images are taken where there are fewer."""

ACCURACY = {
    "standin": Threshold(none=0.53, full=0.58, chance=0.15, noise=0.016),
}
"""From calibration.md, by the data's name (an image folder is called "folder"). None: the best model with a softmax
before the loss. Full: the line below Net. Chance: above what no training reaches. Noise: Net's sd over seeds."""

net = assignment.part(
    id="net",
    model="Net",
    title=Text(ko="작은 CNN", en="A small CNN"),
    input=(3, 32, 32),
    output=(10,),
    references=("Net",),
    average_pooling=False,
    recipe=RECIPE,
    thresholds=ACCURACY,
)


@net.check(points=20, title=Text(ko="모델이 실행된다", en="The model can be made and run"))
def runs(attempt: Attempt) -> None:
    diagnose.runs(attempt)


@net.check(
    points=10, after=runs, title=Text(ko="출력은 그림마다 10개의 값이다", en="It returns 10 numbers an image")
)
def output_shape(graph: Graph) -> None:
    layer_by_layer.has_output_shape(graph, 10)


@net.check(points=40, after=runs, title=Text(ko="층의 종류와 크기", en="The layers and their sizes"))
def layers(comparison: Comparison) -> Share | None:
    return layer_by_layer.has_layers(comparison, "Conv2d", "MaxPool2d", "Linear")


@net.check(points=10, after=runs, title=Text(ko="마지막 출력은 logit이다", en="The last outputs are logits"))
def logits(comparison: Comparison) -> None:
    layer_by_layer.returns_logits(comparison)


@net.check(
    points=20,
    after=(runs, output_shape),
    title=Text(ko="짧은 학습 뒤의 정확도", en="Accuracy after a brief training"),
)
def accuracy(curve: Curve, threshold: Threshold) -> Share | None:
    return learning.reaches(curve, threshold)
