# model: Normaliser  input: 1x28x28  reason: branches
import torch.nn as nn


class Normaliser(nn.Module):
    """How often it halves depends on the pixels."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        x = x.view(-1, 784)
        while x.abs().max().item() > 1.0:
            x = x / 2
        return self.fc(x)
