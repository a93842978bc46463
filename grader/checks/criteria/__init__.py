"""The standard criteria that rubrics are made of: `rubric(lenet, (5, checks.runs()), …)`.

Each has a default id, title, and checks that must pass first; `id=`, `title=`, `requires=` and `hidden=`
override them. An unknown argument is refused when the assignment's file is read.
"""

from grader.checks.criteria.any_model import (
    all_used,
    batch_size,
    causal,
    gradients,
    independent,
    output_shape,
    own_model,
    parameters_between,
    runs,
)
from grader.checks.criteria.brief_training import accuracy, elbo, likeness, mean_iou, psnr, r2, score
from grader.checks.criteria.encoder_decoder import bottleneck, levels, pooling, skips, up_sampling
from grader.checks.criteria.flow import (
    activations_between_convolutions,
    filters,
    no_output_activation,
)
from grader.checks.criteria.reference import (
    activations,
    feature_maps,
    fully_connected,
    layers,
    logits,
    nothing_else,
    outputs,
    parameters,
)

__all__ = [
    "accuracy",
    "activations",
    "activations_between_convolutions",
    "all_used",
    "batch_size",
    "bottleneck",
    "causal",
    "elbo",
    "feature_maps",
    "filters",
    "fully_connected",
    "gradients",
    "independent",
    "layers",
    "levels",
    "likeness",
    "logits",
    "mean_iou",
    "no_output_activation",
    "nothing_else",
    "output_shape",
    "outputs",
    "own_model",
    "parameters",
    "parameters_between",
    "pooling",
    "psnr",
    "r2",
    "runs",
    "score",
    "skips",
    "up_sampling",
]
