"""A variational auto-encoder of digits: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · VAE로 숫자 그리기", en="%assignment% · A VAE of digits")
)

CODE = 8
"""Numbers of a code."""

RECIPE = Recipe(
    data="mnist", task="vae", train_images=4_000, test_images=1_000, epochs=4, batch=64, learning_rate=3e-3
)
"""How the model is trained before its lower bound is measured. A smaller data set is used whole."""

ELBO = {
    "digits": Threshold(zero_below=0.53, full_from=0.605, chance=0.1, noise=0.0052),
}
"""From calibration.md, by the name of the data; the share of an image's bits that the bound saves. Zero: the best
model without the last sigmoid. Full: just below VAE's mean - 3.09 sd. Chance: above what an untrained model reaches.
Noise: VAE's sd over seeds. "mnist" is not measured yet: name it here with what `grade calibrate` proposes."""

LAYERS = Text(ko="층의 크기와 순서", en="The layers and their sizes")
ONE = Text(ko="이미지 크기 그대로 반환", en="The image comes back in its own size")
SAME = Text(
    ko="같은 가중치, 같은 무작위 수에서의 출력", en="With the same weights and draws, the same outputs"
)

vae = assignment.part(
    id="vae",
    model="VAE",
    title=Text(ko="변분 오토인코더", en="The variational auto-encoder"),
    input=(1, 28, 28),
    output={"reconstruction": (1, 28, 28), "mean": (CODE,), "log_variance": (CODE,)},
    references=("VAE",),
    recipe=RECIPE,
    thresholds=ELBO,
)

rubric(
    vae,
    (15, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(1, 28, 28, title=ONE)),
    (25, checks.layers("layers", "Linear", title=LAYERS)),
    (10, checks.activations()),
    (20, checks.outputs(title=SAME)),
    (20, checks.elbo()),
)
