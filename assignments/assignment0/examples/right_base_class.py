# expect: full
import itertools

import torch.nn as nn


class Perceptron(nn.Module):
    """Fully connected layers of the given sizes with an activation between them."""

    def __init__(self, sizes, activation=None):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        self.activation = activation

    def forward(self, x):
        x = x.flatten(start_dim=1)
        *hidden, last = self.layers
        for layer in hidden:
            x = self.activation(layer(x))
        return last(x)


class SLP(Perceptron):
    def __init__(self):
        super().__init__([784, 10])


class MLP(Perceptron):
    def __init__(self):
        super().__init__([784, 100, 10], nn.Sigmoid())


class CifarMLP(Perceptron):
    def __init__(self):
        super().__init__([3072, 100, 100, 100, 100, 10], nn.ReLU())
