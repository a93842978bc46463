"""A small U-Net that finds what is where in a scene: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · U-Net으로 분할", en="%assignment% · Segmentation with a U-Net")
)

CLASSES = 11
"""The background and ten kinds of things."""

RECIPE = Recipe(
    data="scenes",
    task="segmentation",
    train_images=2_000,
    test_images=300,
    epochs=2,
    batch=8,
    learning_rate=5e-3,
)
"""How the model is trained before its regions are measured. A smaller data set is used whole."""

IOU = {
    "scenes-figures-digits": Threshold(zero_below=0.13, full_from=0.178, chance=0.1, noise=0.041),
}
"""From calibration.md, by the name of the data. Zero: the best model that sees no place. Chance: above what an
untrained model reaches. Full: UNet's mean - 3.09 sd. Noise: UNet's sd over seeds. "scenes", which is the real
data, is not measured yet: name it here with what `grade calibrate` proposes."""

LAYERS = Text(ko="합성곱층과 크기", en="The convolutions and their sizes")
DOWN = Text(ko="풀링", en="Pooling on the way down")
UP = Text(ko="전치 합성곱", en="Transposed convolutions on the way up")
SHAPE = Text(ko="픽셀마다 값 11개", en="It returns 11 numbers a pixel")

unet = assignment.part(
    id="unet",
    model="UNet",
    title=Text(ko="U-Net", en="The U-Net"),
    input=(3, 32, 32),
    output=(CLASSES, 32, 32),
    references=("UNet",),
    recipe=RECIPE,
    thresholds=IOU,
)

rubric(
    unet,
    (10, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(CLASSES, 32, 32, title=SHAPE)),
    (15, checks.layers("convolutions", "Conv2d", title=LAYERS)),
    (10, checks.layers("pooling", "MaxPool2d", title=DOWN)),
    (10, checks.layers("up", "ConvTranspose2d", title=UP)),
    (10, checks.activations()),
    (5, checks.logits()),
    (15, checks.skips()),
    (15, checks.mean_iou()),
)
