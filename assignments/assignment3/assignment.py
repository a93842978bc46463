"""U-Net for semantic segmentation: 100 points for a model that names the class of every pixel.

Students may read this file. It holds every number that decides a mark, with its source.

Widths and depth are the student's choice. There is no single right list of layers, so the checks examine how
the data flows. The rules are the lecture's, except that the last convolution may also be 1x1, as in the
original U-Net, where it turns the channels of a pixel into its classes.
"""

import msgspec

from grader.analysis.convolutions import convolutions
from grader.base.text import Text
from grader.checks import Assignment, Criterion, Share, convolution_rules, rubric
from grader.checks import criteria as checks
from grader.checks.evidence import Graph
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="과제 3 · U-Net 의미 분할", en="Assignment 3 · U-Net for semantic segmentation")
)

CLASSES = 11
"""The background and ten digits."""
LEVELS = 2
LEAST, MOST = 5_000, 3_000_000
"""Bounds on the number of parameters. With one convolution per level, widths of (4, 8, 16) give 11,000, and
(64, 128, 256) give 2.7 million, for which the brief training still takes only minutes on a CPU."""

IMAGES = dict.fromkeys(("in_channels", "in_ch", "n_channels", "input_channels", "in_chans"), 3)
PIXELS = dict.fromkeys(
    ("num_classes", "n_classes", "num_class", "out_channels", "out_ch", "output_channels"), CLASSES
)
BASE = dict.fromkeys(("base_channels", "base", "base_ch", "init_features", "width"), 16) | {"bilinear": False}
"""Values for constructor arguments that a submission leaves open."""

IOU = dict.fromkeys(
    ("scenes", "scenes-figures", "scenes-digits", "scenes-figures-digits"),
    Threshold(zero_below=0.1, full_from=0.18, chance=0.1, noise=0.06),
)
"""From calibration.md. Full: what all but one of 104 trainings of right variants reached on real images (the
exception, 0.163 with dropout, would be trained again in grading). Zero, and chance: above the score of
knowing only the background (0.075) and of an untrained model (0.013). Noise: the right variants' sd."""

seg = assignment.part(
    id="segmentation",
    model="SegUNet",
    title=Text(ko="U-Net(의미 분할)", en="U-Net for semantic segmentation"),
    input=(3, 32, 32),
    output=(CLASSES, 32, 32),
    recipe=Recipe(
        data="scenes",
        task="segmentation",
        train_images=4_000,
        test_images=500,
        epochs=2,
        batch=4,
        learning_rate=2e-3,
    ),
    thresholds=IOU,
    constructor_defaults=IMAGES | PIXELS | BASE,
)


def filters_before_the_end(graph: Graph) -> Share | None:
    """Check the convolutions against the filter rule, except a last one that is 1x1."""
    return convolution_rules.filters(before_a_pointwise_end(graph))


def before_a_pointwise_end(graph: Graph) -> Graph:
    """Return the graph without the last convolution and what follows it, if that convolution is 1x1."""
    last = max(convolutions(graph), key=lambda each: each.node, default=None)
    if last is None or set(last.kernel) != {1}:
        return graph
    return msgspec.structs.replace(graph, nodes=graph.nodes[: last.node])


FILTERS = Criterion(
    id="filters",
    title=Text(
        ko="합성곱층: 5x5, s1, p2(마지막은 1x1도 가능)",
        en="Convolutions are 5x5, s1, p2 (the last may be 1x1)",
    ),
    function=filters_before_the_end,
)

rubric(
    seg,
    (5, checks.runs()),
    # the output
    (6, checks.output_shape(CLASSES, 32, 32)),
    (4, checks.no_output_activation()),
    # the layers
    (10, FILTERS),
    (10, checks.up_sampling()),
    (6, checks.pooling()),
    (7, checks.activations_between_convolutions()),
    # how the data flows
    (10, checks.levels(LEVELS)),
    (15, checks.skips()),
    (5, checks.bottleneck()),
    # what applies to any model that learns
    (2, checks.parameters_between(LEAST, MOST)),
    (2, checks.batch_size()),
    (2, checks.independent()),
    (2, checks.all_used()),
    (2, checks.gradients(requires=("runs", "output_shape"))),
    (2, checks.own_model()),
    # the brief training
    (10, checks.mean_iou()),
)
