"""A small CNN that names an image's class: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 작은 CNN", en="%assignment% · A small CNN")
)

RECIPE = Recipe(train_images=10_000, test_images=2_000, epochs=2, batch=64, learning_rate=4e-3)
"""How the model is trained before its accuracy is measured. A smaller data set is used whole."""

ACCURACY = {
    "standin": Threshold(zero_below=0.53, full_from=0.58, chance=0.15, noise=0.016),
}
"""From calibration.md, by the name of the data ("folder" for an image folder). Zero: the best model with a
softmax before the loss. Full: the line below Net. Chance: above what an untrained model reaches.
Noise: Net's sd over seeds."""

LAYERS = Text(ko="층의 종류와 크기", en="The layers and their sizes")

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

rubric(
    net,
    (20, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(10)),
    (40, checks.layers("layers", "Conv2d", "MaxPool2d", "Linear", title=LAYERS)),
    (10, checks.logits()),
    (20, checks.accuracy()),
)
