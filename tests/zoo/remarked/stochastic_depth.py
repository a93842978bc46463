# model: StochasticDepth  input: 3x32x32  reason: random_training
import random

import torch.nn as nn
import torch.nn.functional as F


class StochasticDepth(nn.Module):
    """While training, Python's own dice leave blocks out."""

    def __init__(self):
        super().__init__()
        self.inp = nn.Conv2d(3, 8, 3, padding=1)
        self.blocks = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(6)])
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.inp(x))
        for block in self.blocks:
            if self.training and random.random() < 0.5:
                continue
            x = x + F.relu(block(x))
        return self.fc(x.mean((2, 3)))
