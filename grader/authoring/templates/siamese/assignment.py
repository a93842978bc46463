"""A siamese network that says how far apart two images are: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, numbers, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 샴 네트워크", en="%assignment% · A siamese network")
)

RECIPE = Recipe(
    data="pairs",
    task="pairs",
    train_images=3_000,
    test_images=1_000,
    epochs=4,
    batch=64,
    learning_rate=3e-3,
)
"""How the model is trained before its accuracy is measured: with the contrastive loss, which wants distances near 0
for what is alike and of 1 or more for the rest. A smaller data set is used whole."""

ACCURACY = {
    "drawn-pairs": Threshold(zero_below=0.68, full_from=0.735, chance=0.55, noise=0.029),
}
"""From calibration.md, by the name of the data: that of your own file without its ending. A pair is told by whether
its distance is below 0.5. Zero: the best model whose distance is none. Full: the mean - 3.09 sd of right models. Chance:
above what an untrained model reaches. Noise: Siamese's sd over seeds."""

LAYERS = Text(ko="층의 종류와 크기", en="The layers and their sizes")
ONE = Text(ko="쌍마다 거리 1개", en="It returns one distance a pair")

siamese = assignment.part(
    id="siamese",
    model="Siamese",
    title=Text(ko="샴 네트워크", en="The siamese network"),
    input={"one": numbers(1, 28, 28), "other": numbers(1, 28, 28)},
    output=(1,),
    references=("Siamese",),
    recipe=RECIPE,
    thresholds=ACCURACY,
)

rubric(
    siamese,
    (15, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(1, title=ONE)),
    (25, checks.layers("layers", "Conv2d", "MaxPool2d", "Linear", title=LAYERS)),
    (5, checks.activations()),
    (10, checks.parameters()),
    (15, checks.outputs()),
    (20, checks.accuracy()),
)
