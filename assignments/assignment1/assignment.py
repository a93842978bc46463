"""CNN and LeNet-5 on CIFAR-10: 100 points, 20 for the lecture's CNN example and 80 for LeNet-5.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.analysis.layers import ACTIVATIONS, CONVOLUTIONS, POOLINGS
from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.checks.criteria import loops
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__,
    title=Text(ko="과제 1 · CNN과 LeNet-5 (CIFAR-10)", en="Assignment 1 · CNN and LeNet-5 (CIFAR-10)"),
)

DEFAULTS = {"num_classes": 10, "n_classes": 10, "in_channels": 3}
"""Values for constructor arguments that a submission leaves open."""
CONVOLUTION_TITLE = Text(ko="합성곱층", en="The convolutions")

# -- the lecture's CNN example ---------------------------------------------------------------------------
# The slides show no activation here, so a ReLU after either convolution is right, and so is none.

FLATTENED = Text(ko="펼친 뒤 완전연결층", en="A fully connected layer after flattening")

cnn = assignment.part(
    id="cnn",
    model="CNN",
    title=Text(ko="CNN 예제", en="The CNN example"),
    input=(3, 32, 32),
    output=(10,),
    references=("CNN", "CNNReLU", "CNNFirstReLU", "CNNSecondReLU"),
    constructor_defaults=DEFAULTS,
    check_prefix="cnn_",
)


rubric(
    cnn,
    (1, checks.runs()),
    (1, checks.output_shape(10)),
    (5, checks.layers("convolutions", *CONVOLUTIONS, title=CONVOLUTION_TITLE)),
    (4, checks.fully_connected(title=FLATTENED)),
    (2, checks.nothing_else(*CONVOLUTIONS, "Linear")),
    (2, checks.outputs()),
    (1, checks.batch_size()),
    (1, checks.all_used()),
    (2, checks.gradients()),
    (1, checks.own_model()),
)

# -- LeNet-5 ---------------------------------------------------------------------------------------------

RECIPE = Recipe(train_images=10_000, test_images=2_000, epochs=3, batch=64, learning_rate=4e-3)
"""From calibration.md in this folder: the least training that tells a right LeNet-5 from the models that must
not pass."""

REAL = Threshold(zero_below=0.36, full_from=0.45, chance=0.15, noise=0.013)
"""Zero: the linear classifier's best of 10 seeds (.360). Full: just below LeNet-5's mean - 3.09 sd (.458),
which a normal distribution falls below once in 1,000; the best MLP, sigmoid and softmax model reached .4495.
Noise: LeNet-5's sd over the seeds. Chance: above the score of a constant answer (.1) and of an untrained
model (.117)."""

ACCURACY = {
    "cifar10": REAL,
    "folder": REAL,
    # Zero: the MLP's mean + 3 sd. Full: by the same rule, just below .701.
    "standin": Threshold(zero_below=0.44, full_from=0.69, chance=0.15, noise=0.027),
}

lenet = assignment.part(
    id="lenet5",
    model="LeNet5",
    title=Text(ko="LeNet-5", en="LeNet-5"),
    input=(3, 32, 32),
    output=(10,),
    references=("LeNet5",),
    average_pooling=False,  # True would also allow it, as an earlier semester taught
    recipe=RECIPE,
    thresholds=ACCURACY,
    constructor_defaults=DEFAULTS,
)


rubric(
    lenet,
    (5, checks.runs()),
    (4, checks.output_shape(10)),
    (10, checks.layers("convolutions", *CONVOLUTIONS, title=CONVOLUTION_TITLE)),
    (6, checks.layers("pooling", *POOLINGS, title=Text(ko="풀링층", en="The pooling"))),
    (8, checks.fully_connected()),
    (10, checks.activations()),
    (3, checks.logits()),
    (2, checks.nothing_else(*CONVOLUTIONS, "Linear", *POOLINGS, *ACTIVATIONS)),
    (4, checks.feature_maps()),
    (4, checks.parameters()),
    (6, checks.outputs()),
    (2, checks.batch_size()),
    (2, checks.independent()),
    (2, checks.all_used()),
    (2, checks.gradients()),
    (2, checks.own_model()),
    (8, checks.accuracy()),
)

# -- the training loop, if it is graded ------------------------------------------------------------------
# The notebook is run as it stands on a few made-up images, wherever in it the loop is; what happens decides.

GRADED_LOOP = False  # True adds these 15 points; docs/authoring.md says what else to change

if GRADED_LOOP:
    training = assignment.loop(
        id="training",
        title=Text(ko="학습 반복문", en="The training loop"),
        check_prefix="loop_",
    )
    rubric(
        training,
        (1, loops.runs()),
        (2, loops.backward()),
        (2, loops.steps()),
        (2, loops.zeroes()),
        (2, loops.own_weights()),
        (2, loops.loss()),
        (2, loops.training_data()),
        (1, loops.mode()),
        (1, loops.all_images()),
    )
