"""A small CNN that names an image's class: 100 points.

A student may read this file. The numbers that decide a mark stand here, with where they come from.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 작은 CNN", en="%assignment% · A small CNN")
)

RECIPE = Recipe(train_images=10_000, test_images=2_000, epochs=2, batch=64, learning_rate=4e-3)
"""How the model is trained before its accuracy is looked at. Fewer images are taken where there are fewer."""

ACCURACY = {
    "standin": Threshold(zero_below=0.53, full_from=0.58, chance=0.15, noise=0.016),
}
"""From calibration.md, by the data's name (an image folder is called "folder"). Zero: the best model with a softmax
before the loss. Full: the line below Net. Chance: above what no training reaches. Noise: Net's sd over seeds."""

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
    (20, checks.runs(title=Text(ko="모델이 실행된다", en="The model can be made and run"))),
    (10, checks.output_shape(10)),
    (40, checks.layers("layers", "Conv2d", "MaxPool2d", "Linear", title=LAYERS)),
    (10, checks.logits()),
    (20, checks.accuracy()),
)
