"""A small network that predicts a number from a row of a table: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 표의 회귀", en="%assignment% · Regression on a table")
)

FEATURES = 8
"""The data: rows of eight numbers, and one number that is asked for."""

RECIPE = Recipe(
    data="table",
    task="regression",
    train_images=3_000,
    test_images=1_000,
    epochs=6,
    batch=32,
    learning_rate=1e-2,
)
"""How the model is trained before its R² is measured: on features with a mean of 0 and a deviation of 1. A smaller
table is used whole."""

R2 = {
    "drawn-table": Threshold(zero_below=0.834, full_from=0.98, chance=0.2, noise=0.00065),
}
"""From calibration.md, by the name of the data: that of your own file without its ending. Zero: the best model
with a sigmoid. Full: below all trainings of Regressor. Chance: above what an untrained model reaches. Noise:
Regressor's sd over seeds."""

LAYERS = Text(ko="층의 크기와 순서", en="The layers and their sizes")

LAST = Text(ko="마지막 층 뒤에 활성화 함수가 없음", en="No activation after the last layer")

regressor = assignment.part(
    id="regressor",
    model="Regressor",
    title=Text(ko="회귀 신경망", en="The regression network"),
    input=(FEATURES,),
    output=(1,),
    references=("Regressor",),
    recipe=RECIPE,
    thresholds=R2,
)

rubric(
    regressor,
    (15, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(1, title=Text(ko="행마다 값 1개", en="It returns one number a row"))),
    (20, checks.layers("layers", "Linear", title=LAYERS)),
    (15, checks.activations()),
    (5, checks.logits(title=LAST)),
    (15, checks.outputs()),
    (20, checks.r2()),
)
