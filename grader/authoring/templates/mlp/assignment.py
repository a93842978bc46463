"""A multilayer perceptron that reads digits: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 다층 퍼셉트론", en="%assignment% · A multilayer perceptron")
)

RECIPE = Recipe(data="mnist", train_images=3_000, test_images=1_000, epochs=4, batch=64, learning_rate=3e-3)
"""How the model is trained before its accuracy is measured. A smaller data set is used whole."""

ACCURACY = {
    "digits": Threshold(zero_below=0.865, full_from=0.92, chance=0.2, noise=0.006),
}
"""From calibration.md, by the name of the data. Zero: the best model without activations. Full: just below
MLP's mean - 3.09 sd. Chance: above what an untrained model reaches. Noise: MLP's sd over seeds. "mnist" is not measured yet: name
it here with what `grade calibrate` proposes."""

LAYERS = Text(ko="층의 크기와 순서", en="The layers and their sizes")

mlp = assignment.part(
    id="mlp",
    model="MLP",
    title=Text(ko="다층 퍼셉트론", en="The perceptron"),
    input=(1, 28, 28),
    output=(10,),
    references=("MLP",),
    recipe=RECIPE,
    thresholds=ACCURACY,
)

rubric(
    mlp,
    (15, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(10)),
    (30, checks.layers("layers", "Linear", title=LAYERS)),
    (15, checks.activations()),
    (10, checks.logits()),
    (20, checks.accuracy()),
)
