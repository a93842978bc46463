"""Perceptrons that are less, or more, than the three asked for.

`grade calibrate` trains them besides the reference.
"""

import itertools

from torch import Tensor, nn

Activation = type[nn.Module]


def perceptron(sizes: tuple[int, ...], activation: Activation, *last: nn.Module) -> nn.Module:
    """Return fully connected layers of these sizes with activations between, and modules after the logits."""
    layers = [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
    between = [module for layer in layers[:-1] for module in (layer, activation())]
    return nn.Sequential(nn.Flatten(), *between, layers[-1], *last)


def slp(*last: nn.Module) -> nn.Module:
    return perceptron((784, 10), nn.Identity, *last)


def mlp(activation: Activation = nn.Sigmoid, *last: nn.Module, hidden: int = 100) -> nn.Module:
    return perceptron((784, hidden, 10), activation, *last)


def cifar(activation: Activation = nn.ReLU, *last: nn.Module, layers: int = 5) -> nn.Module:
    return perceptron((3072, *(100,) * (layers - 1), 10), activation, *last)


class OneRow(nn.Module):
    """An SLP that sees one row of the image instead of all 28."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(28, 10)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc(x[:, 0, 14])
        return out


WRONG = {
    "slp": {
        "one row of the image": OneRow,
        "softmax before the loss": lambda: slp(nn.Softmax(1)),
        "sigmoid on the logits": lambda: slp(nn.Sigmoid()),
        "ReLU on the logits": lambda: slp(nn.ReLU()),
        "a hidden layer too many": mlp,
    },
    "mlp": {
        "hidden layer missing": slp,
        "no activation": lambda: mlp(nn.Identity),
        "ReLU for sigmoid": lambda: mlp(nn.ReLU),
        "softmax before the loss": lambda: mlp(nn.Sigmoid, nn.Softmax(1)),
        "sigmoid on the logits": lambda: mlp(nn.Sigmoid, nn.Sigmoid()),
        "10 hidden nodes": lambda: mlp(hidden=10),
    },
    "cifar_mlp": {
        "linear classifier": lambda: cifar(layers=1),
        "no activations": lambda: cifar(nn.Identity),
        "sigmoid for ReLU": lambda: cifar(nn.Sigmoid),
        "tanh for ReLU": lambda: cifar(nn.Tanh),
        "softmax before the loss": lambda: cifar(nn.ReLU, nn.Softmax(1)),
        "ReLU on the logits": lambda: cifar(nn.ReLU, nn.ReLU()),
        "a layer missing": lambda: cifar(layers=4),
        "two layers": lambda: cifar(layers=2),
    },
}
