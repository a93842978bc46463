"""Perceptrons: 100 points, 20 for an SLP and 35 for an MLP on MNIST, 45 for a five-layer MLP on CIFAR-10.

Students may read this file. It holds every number that decides a mark, with its source.

The lecture calls both of its multi-layer perceptrons MLP. In one notebook, a second class with the same name
would replace the first, so the one for CIFAR-10 is called `CifarMLP`, after what sets the two apart.

A model may take images as they are and flatten them in forward, or take rows of numbers flattened by the
training loop: both are right.
"""

from dataclasses import replace

import torch

from grader.analysis.layers import ACTIVATIONS, WEIGHTED, Layer, layers
from grader.base.text import Text, same
from grader.checks import (
    Assignment,
    Batches,
    Case,
    Criterion,
    Failed,
    WeightedModel,
    layer_by_layer,
    rubric,
)
from grader.checks import criteria as checks
from grader.checks.criteria import functions
from grader.checks.evidence import Comparison, Graph
from grader.records.assignment import Recipe, Threshold
from grader.records.graph import Argument

assignment = Assignment(
    __file__,
    title=Text(ko="과제 0 · 퍼셉트론 (MNIST, CIFAR-10)", en="Assignment 0 · Perceptrons (MNIST, CIFAR-10)"),
)

MNIST, PIXELS = (1, 28, 28), 784
CIFAR10, COLOURS = (3, 32, 32), 3072
CLASSES = {"num_classes": 10, "n_classes": 10, "num_class": 10, "output_size": 10, "output_dim": 10}
HIDDEN = {"hidden_size": 100, "hidden_dim": 100}
ROWS = {"input_size": PIXELS, "input_dim": PIXELS}
COLOUR_ROWS = {"input_size": COLOURS, "input_dim": COLOURS}
"""Values for constructor arguments that a submission leaves open."""


# -- checks of this assignment alone ---------------------------------------------------------------------


def inputs(numbers: int) -> Criterion:
    """Return a criterion: the first layer with weights is fully connected and has this many inputs."""

    def takes(graph: Graph) -> None:
        first = next((layer for layer in layers(graph) if layer.kind in WEIGHTED), None)
        if inputs_of(first) != numbers:
            raise other_inputs(first, numbers)

    title = Text(ko=f"입력 크기: 값 {numbers:,}개", en=f"It takes {numbers:,} inputs")
    return Criterion(id="inputs", title=title, function=takes)


def inputs_of(layer: Layer | None) -> Argument:
    """Return the number of inputs of a fully connected layer; None for any other layer."""
    weight = layer.settings[0] if layer is not None and layer.kind == "Linear" else None
    return weight[-1] if isinstance(weight, tuple) else None


def other_inputs(first: Layer | None, numbers: int) -> Failed:
    """Return the failure of a first layer that does not take all numbers of an image."""
    return Failed(
        Text(
            ko=f"첫 완전연결층이 한 이미지의 값 {numbers:,}개를 모두 받지 않습니다.",
            en=f"The first fully connected layer does not take all {numbers:,} numbers of an image.",
        ),
        expected=same(f"{numbers}x…"),
        found=same(f"{first.kind} {first.notation}") if first else Text(ko="층이 없음", en="no layer"),
        hint=Text(
            ko=f"x.view(-1, {numbers})로 펼친 뒤 첫 층 nn.Linear({numbers}, …)에 넣으십시오.",
            en=f"Flatten with x.view(-1, {numbers}), and give that to a first layer nn.Linear({numbers}, …).",
        ),
        at=(first.at,) if first else (),
    )


def has_nothing_else(comparison: Comparison) -> None:
    """Pass if there are no other layers; `inputs` reports what changes the number of inputs."""
    first = next(pair for pair in comparison.pairs if pair.expected and pair.expected.weights)
    if first.student is not None and inputs_of(first.student) != inputs_of(first.expected):
        comparison = replace(comparison, pairs=comparison.pairs[comparison.pairs.index(first) :])
    layer_by_layer.has_nothing_else(comparison, "Linear", *ACTIVATIONS)


NOTHING_ELSE = replace(checks.nothing_else(), function=has_nothing_else)

# -- SLP on MNIST ----------------------------------------------------------------------------------------

SLP_ACCURACY = {
    "mnist": Threshold(zero_below=0.885, full_from=0.89, chance=0.22, noise=0.004),
    "digits": Threshold(zero_below=0.79, full_from=0.86, chance=0.22, noise=0.006),
}
"""From calibration.md. Full: just below the right model's mean - 3.09 sd (.892, .865), which a normal
distribution falls below once in 1,000. Zero: the best that sigmoid on the output reaches (.8845, .785); the
best softmax models of 10 seeds reached .8875 and .794. Noise: the right model's sd over the seeds. Chance:
above the best score without training (.207)."""

slp = assignment.part(
    id="slp",
    model="SLP",
    title=Text(ko="SLP(MNIST)", en="SLP on MNIST"),
    input=MNIST,
    alternative_inputs=((PIXELS,),),
    output=(10,),
    references=("SLP", "SLP(784)"),
    recipe=Recipe(  # only at such a high rate does softmax on the output show
        data="mnist", train_images=10_000, test_images=2_000, epochs=3, batch=256, learning_rate=0.2
    ),
    thresholds=SLP_ACCURACY,
    constructor_defaults=CLASSES | ROWS,
    check_prefix="slp_",
)


rubric(
    slp,
    (1, checks.runs()),
    (2, inputs(PIXELS)),
    (1, checks.output_shape(10)),
    (2, checks.fully_connected(title=Text(ko="완전연결층 하나", en="A single fully connected layer"))),
    (2, NOTHING_ELSE),
    (1, checks.parameters()),
    (2, checks.outputs()),
    (2, checks.logits()),
    (1, checks.batch_size()),
    (2, checks.gradients()),
    (1, checks.own_model()),
    (3, checks.accuracy()),
)

# -- MLP on MNIST ----------------------------------------------------------------------------------------

MLP_ACCURACY = {
    "mnist": Threshold(zero_below=0.92, full_from=0.935, chance=0.22, noise=0.002),
    "digits": Threshold(zero_below=0.915, full_from=0.982, chance=0.22, noise=0.001),
}
"""By the same rule (mean - 3.09 sd: .936, .982). Zero: the best score without the hidden layer or without its
activation (.920, .913). Softmax on the output reached .9355 and .984; `mlp_logits` detects it."""

mlp = assignment.part(
    id="mlp",
    model="MLP",
    title=Text(ko="MLP(MNIST)", en="MLP on MNIST"),
    input=MNIST,
    alternative_inputs=((PIXELS,),),
    output=(10,),
    references=("MLP", "MLP(784)"),
    recipe=Recipe(
        data="mnist", train_images=10_000, test_images=2_000, epochs=3, batch=64, learning_rate=1e-2
    ),
    thresholds=MLP_ACCURACY,
    constructor_defaults=CLASSES | ROWS | HIDDEN,
    check_prefix="mlp_",
)


rubric(
    mlp,
    (2, checks.runs()),
    (2, inputs(PIXELS)),
    (2, checks.output_shape(10)),
    (5, checks.fully_connected()),
    (6, checks.activations()),
    (2, NOTHING_ELSE),
    (2, checks.parameters()),
    (3, checks.outputs()),
    (2, checks.logits()),
    (2, checks.batch_size()),
    (2, checks.gradients()),
    (1, checks.own_model()),
    (4, checks.accuracy()),
)

# -- the five-layer MLP on CIFAR-10 ----------------------------------------------------------------------
# The checks that apply to any model that learns are made only of this one, the largest.

REAL = Threshold(zero_below=0.393, full_from=0.417, chance=0.15, noise=0.007)
CIFAR_ACCURACY = {
    "cifar10": REAL,
    "folder": REAL,
    "standin": Threshold(zero_below=0.28, full_from=0.395, chance=0.15, noise=0.008),
}
"""By the same rule (mean - 3.09 sd: .418, .398). Zero: the best score without activations (.392, .276). The
best of 10 models with ReLU on the output reached .423 and .395; `cifar_logits` detects it."""

cifar = assignment.part(
    id="cifar_mlp",
    model="CifarMLP",
    title=Text(ko="5층 MLP(CIFAR-10)", en="Five-layer MLP on CIFAR-10"),
    input=CIFAR10,
    alternative_inputs=((COLOURS,),),
    output=(10,),
    references=("CifarMLP", "CifarMLP(3072)"),
    recipe=Recipe(
        data="cifar10", train_images=10_000, test_images=2_000, epochs=3, batch=64, learning_rate=2e-3
    ),
    thresholds=CIFAR_ACCURACY,
    constructor_defaults=CLASSES | COLOUR_ROWS | HIDDEN,
    check_prefix="cifar_",
)


rubric(
    cifar,
    (2, checks.runs()),
    (3, inputs(COLOURS)),
    (2, checks.output_shape(10)),
    (8, checks.fully_connected()),
    (7, checks.activations()),
    (2, NOTHING_ELSE),
    (2, checks.parameters()),
    (4, checks.outputs()),
    (3, checks.logits()),
    (2, checks.batch_size()),
    (1, checks.independent()),
    (2, checks.all_used()),
    (1, checks.gradients()),
    (2, checks.own_model()),
    (4, checks.accuracy()),
)

# -- accuracy over the whole test set, if it is graded ---------------------------------------------------
# The function is called with a small model that has dropout, so that a forgotten eval() shows, and with
# batches of which the last one is smaller.

GRADED_ACCURACY = False  # True adds these 10 points; docs/authoring.md says what else to change

if GRADED_ACCURACY:
    draw = torch.Generator().manual_seed(0)
    weight = torch.randn(10, PIXELS, generator=draw)
    images, labels = torch.randn(70, *MNIST, generator=draw), torch.randint(10, (70,), generator=draw)
    classified = WeightedModel(weight)

    measured = assignment.function(
        id="accuracy",
        name="accuracy",
        title=Text(ko="시험 정확도 함수", en="The function for the test accuracy"),
        check_prefix="function_",
        cases=(
            Case(Text(ko="고른 배치", en="equal batches"), classified, Batches(images[:60], labels[:60], 20)),
            Case(
                Text(ko="더 작은 마지막 배치", en="a smaller last batch"),
                classified,
                Batches(images, labels, 32),
            ),
            Case(Text(ko="한 배치", en="a single batch"), classified, Batches(images, labels, 100)),
        ),
    )
    rubric(measured, (2, functions.runs()), (8, functions.values()))
