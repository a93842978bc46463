"""U-Net on CIFAR-10: 100 points, 65 for a U-Net that rebuilds its image and 35 for a classifier using one.

Students may read this file. It holds every number that decides a mark, with its source.

Widths and depth are the student's choice. There is no single right list of layers, so the checks examine how
the data flows. The U-Net, the larger part, gets all of the checks that apply to any model that learns.
"""

from grader.base.text import Text
from grader.checks import Assignment, all_or_nothing, rubric
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="과제 2 · U-Net (CIFAR-10)", en="Assignment 2 · U-Net (CIFAR-10)")
)

INTERPOLATION = False
"""Whether nn.Upsample and F.interpolate are allowed instead of transposed convolutions."""
LEVELS = 2
LEAST, MOST = 5_000, 3_000_000
"""Bounds on the number of parameters. With one convolution per level, widths of (4, 8, 16) give 11,000, and
(64, 128, 256) give 2.7 million, for which the brief training still takes only minutes on a CPU."""

CHANNELS = dict.fromkeys(("in_channels", "in_ch", "n_channels", "input_channels", "in_chans"), 3)
IMAGES = dict.fromkeys(
    ("out_channels", "out_ch", "output_channels", "n_classes", "num_classes", "out_chans"), 3
)
CLASSES = dict.fromkeys(("num_classes", "n_classes", "num_class", "output_size"), 10)
BASE = dict.fromkeys(("base_channels", "base", "base_ch", "init_features", "width"), 16) | {"bilinear": False}
"""Values for constructor arguments that a submission leaves open."""

# -- the U-Net -------------------------------------------------------------------------------------------

REAL_PSNR = Threshold(zero_below=17.2, full_from=18.2, chance=13.8, noise=1.0)
PSNR = {
    "cifar10": REAL_PSNR,
    "folder": REAL_PSNR,
    "standin": Threshold(zero_below=14.2, full_from=14.9, chance=14.2, noise=0.7),
}
"""From calibration.md. Widths and depth are free, so full marks begin below the least that any right variant
reached with any seed (18.4), not below the reference's mean - 3.09 sd (24.0): just above the best score of
sigmoid instead of ReLU, of no skips, of a tiny bottleneck and of no training (18.1). On the stand-in, some
right variants scatter down to chance (13.8): full marks begin below the mean minus sd of the slowest (15.8,
.9), and a model that ends below is trained again. Noise: the right variants' sd. Chance: the score of filling
each image with its own mean colour (13.7, 14.1)."""

IMAGE = Text(ko="출력 크기: 32x32x3 이미지", en="It returns an image, 32x32x3")

net = assignment.part(
    id="unet",
    model="UNet",
    title=Text(ko="U-Net(이미지 복원)", en="U-Net, rebuilding the image"),
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
    (3, checks.runs()),
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
    (2, checks.all_used()),
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
"""From calibration.md. On CIFAR-10, full marks begin below the mean - 3.09 sd of the right variant that
learns most slowly (double convolutions, .266), which separates models that do not learn. Wrong models that do
learn score as high as right ones; the checks of the Graph detect those. On the stand-in, double convolutions
are slowest as well, at .22 to .38 if they learn at all: full marks begin above the best model that does not
(.154). Noise: the right variants' sd; on the stand-in, that of double convolutions. Chance, at which points
begin: above the score of a constant answer (.1) and of an untrained model (.142)."""

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
    (1, checks.runs()),
    (2, checks.output_shape(10)),
    (3, all_or_nothing(checks.filters(kernel=5, stride=1, padding=2))),
    (2, all_or_nothing(checks.up_sampling(interpolation=INTERPOLATION))),
    (2, checks.levels(LEVELS)),
    (2, all_or_nothing(checks.pooling())),
    (4, checks.skips()),
    (2, checks.bottleneck()),
    (2, all_or_nothing(checks.activations_between_convolutions())),
    (3, checks.no_output_activation()),
    (1, checks.parameters_between(LEAST, MOST)),
    (1, checks.batch_size()),
    (1, checks.independent()),
    (2, checks.all_used()),
    (1, checks.gradients()),
    (1, checks.own_model()),
    (5, checks.accuracy()),
)
