"""U-Net on CIFAR-10: 100 points, 65 for a U-Net that rebuilds its image and 35 for a classifier made of one.

A student may read this file. The numbers that decide a mark stand here, with where they come from.

Widths and depth are the student's choice. No list of layers is the right one: the checks ask how the data
flows. What must hold of any model that learns is asked of the U-Net, the larger part, in full.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="과제 2 · U-Net (CIFAR-10)", en="Assignment 2 · U-Net (CIFAR-10)")
)

INTERPOLATION = False
"""True allows nn.Upsample and F.interpolate in the place of transposed convolutions."""
LEVELS = 2
LEAST, MOST = 5_000, 3_000_000
"""Bounds on the parameters. One convolution a level of widths (4, 8, 16) makes 11,000, and (64, 128, 256)
makes 2.7 million, which a CPU still trains briefly in minutes."""

CHANNELS = dict.fromkeys(("in_channels", "in_ch", "n_channels", "input_channels", "in_chans"), 3)
IMAGES = dict.fromkeys(
    ("out_channels", "out_ch", "output_channels", "n_classes", "num_classes", "out_chans"), 3
)
CLASSES = dict.fromkeys(("num_classes", "n_classes", "num_class", "output_size"), 10)
BASE = dict.fromkeys(("base_channels", "base", "base_ch", "init_features", "width"), 16) | {"bilinear": False}
"""For constructor arguments that a submission leaves open."""

# -- the U-Net -------------------------------------------------------------------------------------------

REAL_PSNR = Threshold(zero_below=17.2, full_from=18.2, chance=13.8, noise=1.0)
PSNR = {
    "cifar10": REAL_PSNR,
    "folder": REAL_PSNR,
    "standin": Threshold(zero_below=14.2, full_from=14.9, chance=14.2, noise=0.7),
}
"""From calibration.md. Widths and depth are free, so full marks begin under the least that any right variant
reached in any seed (18.4), not under the reference's mean - 3.09 sd (24.0): just above the best that sigmoid
in the place of ReLU, no skips, a tiny bottleneck or no training reached (18.1). On the stand-in some right
variants scatter down to chance (13.8): full marks begin under the slowest's mean less its sd (15.8, .9), and
what ends below is trained again. Noise: the right variants' sd. Chance: what painting each image in its own
mean colour would reach (13.7, 14.1)."""

IMAGE = Text(ko="출력은 32x32x3 그림", en="It returns an image, 32x32x3")

net = assignment.part(
    id="unet",
    model="UNet",
    title=Text(ko="U-Net(그림 복원)", en="U-Net, rebuilding the image"),
    input=(3, 32, 32),
    output=(3, 32, 32),
    recipe=Recipe(
        task="reconstruction", train_images=1_500, test_images=500, epochs=2, batch=16, learning_rate=2e-3
    ),
    thresholds=PSNR,
    constructor_defaults=CHANNELS | IMAGES | BASE,
    check_prefix="unet_",
)


rubric(
    net,
    (4, checks.runs()),
    (4, checks.output_shape(3, 32, 32, title=IMAGE)),
    (7, checks.filters(kernel=5, stride=1, padding=2)),
    (8, checks.up_sampling(interpolation=INTERPOLATION)),
    (6, checks.levels(LEVELS)),
    (4, checks.pooling()),
    (10, checks.skips()),
    (4, checks.bottleneck()),
    (4, checks.activations_between_convolutions()),
    (2, checks.parameters_between(LEAST, MOST)),
    (2, checks.batch_size()),
    (1, checks.independent()),
    (1, checks.all_used()),
    (1, checks.gradients()),
    (1, checks.own_model()),
    (6, checks.psnr()),
)

# -- the classifier --------------------------------------------------------------------------------------

REAL_ACCURACY = Threshold(zero_below=0.15, full_from=0.26, chance=0.15, noise=0.016)
ACCURACY = {
    "cifar10": REAL_ACCURACY,
    "folder": REAL_ACCURACY,
    "standin": Threshold(zero_below=0.15, full_from=0.17, chance=0.15, noise=0.05),
}
"""From calibration.md. On CIFAR-10 full marks begin under the mean - 3.09 sd of the right variant that learns
most slowly (double convolutions, .266): that tells what does not learn. Wrong models that do learn reach as
much as right ones; the checks of the graph tell those. On the stand-in double convolutions learn slowest as
well, .22 to .38 where they learn at all: full marks begin above the best of what does not (.154). Noise: the
right variants' sd; on the stand-in that of double convolutions. Chance, at which points begin: above what a
constant answer (.1) or no training (.142) reaches."""

classifier = assignment.part(
    id="classifier",
    model="UNetClassifier",
    title=Text(ko="U-Net 분류기", en="The U-Net classifier"),
    input=(3, 32, 32),
    output=(10,),
    recipe=Recipe(train_images=2_500, test_images=1_000, epochs=2, batch=16, learning_rate=1e-3),
    thresholds=ACCURACY,
    constructor_defaults=CHANNELS | CLASSES | BASE,
    check_prefix="classifier_",
)


rubric(
    classifier,
    (2, checks.runs()),
    (2, checks.output_shape(10)),
    (3, checks.filters(kernel=5, stride=1, padding=2)),
    (3, checks.up_sampling(interpolation=INTERPOLATION)),
    (3, checks.levels(LEVELS)),
    (2, checks.pooling()),
    (4, checks.skips()),
    (2, checks.bottleneck()),
    (2, checks.activations_between_convolutions()),
    (3, checks.no_output_activation()),
    (1, checks.parameters_between(LEAST, MOST)),
    (1, checks.batch_size()),
    (1, checks.all_used()),
    (1, checks.gradients()),
    (5, checks.accuracy()),
)
