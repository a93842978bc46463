# expect: full
import torch
import torch.nn as nn


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(1, 8, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(1152, 32),
        )

    def forward(self, one, other):
        a = self.branch(one)
        b = self.branch(other)
        square = ((a - b) ** 2).sum(dim=1, keepdim=True)
        return torch.sqrt(square + 1e-9)
