"""Models that are less than a LeNet-5.

`grade calibrate` trains them besides the reference.
"""

import itertools

from torch import nn


def lenet(activation: type[nn.Module] = nn.ReLU, *last: nn.Module) -> nn.Module:
    """Return the right model, or one with other activations or with modules after the logits."""
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 5), activation(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), activation(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), activation(), nn.Linear(120, 84), activation(), nn.Linear(84, 10), *last),
    )


def linear() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))


def mlp() -> nn.Module:
    sizes = (3072, 100, 100, 100, 100)
    hidden = [m for a, b in itertools.pairwise(sizes) for m in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(100, 10))


def one_convolution() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(14 * 14 * 6, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


WRONG = {
    "lenet5": {
        "linear classifier": linear,
        "5x100 MLP": mlp,
        "sigmoid for ReLU": lambda: lenet(nn.Sigmoid),
        "softmax before the loss": lambda: lenet(nn.ReLU, nn.Softmax(1)),
        "ReLU on the logits": lambda: lenet(nn.ReLU, nn.ReLU()),
        "no activations": lambda: lenet(nn.Identity),
        "second convolution missing": one_convolution,
    },
}
