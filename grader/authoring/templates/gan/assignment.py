"""A generator and a discriminator of points, a GAN: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(__file__, title=Text(ko="%assignment% · 점을 그리는 GAN", en="%assignment% · A GAN of points"))

NOISE, POINT = 8, 2
"""Numbers that a point is made of, and numbers of a point."""


def recipe(task, against):
    """Each model is trained against the reference for the other, so neither pays for the other's mistakes."""
    return Recipe(
        data="points",
        task=task,
        against=against,
        train_images=4_000,
        test_images=1_000,
        epochs=10,
        batch=64,
        learning_rate=5e-3,
    )


GENERATOR = {
    "drawn-points": Threshold(zero_below=0.857, full_from=0.935, chance=0.6, noise=0.0089),
}
DISCRIMINATOR = {
    "drawn-points": Threshold(zero_below=0.752, full_from=0.935, chance=0.6, noise=0.0089),
}
"""From calibration.md, by the name of the data: that of your own file without its ending. The score says how like the
real points the generator's are after the training. Zero: the best wrong model that another row finds as well. Full: the
mean - 3.09 sd of the reference. Chance: above what an untrained generator makes. Noise: the reference's sd over seeds."""

RUNS = Text(ko="모델 실행", en="The model can be made and run")
LAYERS = Text(ko="층의 크기와 순서", en="The layers and their sizes")
MADE = Text(ko="점마다 수 2개", en="It makes two numbers a point")
TOLD = Text(ko="점마다 값 1개", en="It returns one number a point")
FREE = Text(ko="마지막 층 뒤에 활성화 함수가 없음", en="No activation after the last layer")

generator = assignment.part(
    id="generator",
    model="Generator",
    title=Text(ko="생성자", en="The generator"),
    input=(NOISE,),
    output=(POINT,),
    references=("Generator",),
    recipe=recipe("generator", against="Discriminator"),
    thresholds=GENERATOR,
)

rubric(
    generator,
    (5, checks.runs(title=RUNS)),
    (5, checks.output_shape(POINT, title=MADE)),
    (10, checks.layers("layers", "Linear", title=LAYERS)),
    (5, checks.activations()),
    (5, checks.logits(title=FREE)),
    (20, checks.likeness()),
)

discriminator = assignment.part(
    id="discriminator",
    model="Discriminator",
    title=Text(ko="판별자", en="The discriminator"),
    input=(POINT,),
    output=(1,),
    references=("Discriminator",),
    recipe=recipe("discriminator", against="Generator"),
    thresholds=DISCRIMINATOR,
    check_prefix="judge_",
)

rubric(
    discriminator,
    (5, checks.runs(title=RUNS)),
    (5, checks.output_shape(1, title=TOLD)),
    (10, checks.layers("layers", "Linear", title=LAYERS)),
    (5, checks.activations()),
    (5, checks.logits()),
    (20, checks.likeness()),
)
