"""The perceptrons of the lecture's review, for MNIST and CIFAR-10. Shapes are without the batch.

Each flattens its images itself. Course notebooks often do that in the training loop instead and hand rows of
numbers to the model; `view` leaves those as they are, so one class is the reference for both.
"""

import torch
from torch import nn


class SLP(nn.Module):
    """One layer of weights: a score for each digit is a weighted sum of the pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(28 * 28, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, 1, 28, 28) to (N, 10)."""
        x = x.view(-1, 28 * 28)  # 784
        x = self.fc(x)
        return x


class MLP(nn.Module):
    """Two layers of weights, with a sigmoid between them."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, 100)
        self.fc2 = nn.Linear(100, 10)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, 1, 28, 28) to (N, 10)."""
        x = x.view(-1, 28 * 28)  # 784
        x = self.sigmoid(self.fc1(x))  # 100
        x = self.fc2(x)
        return x


class CifarMLP(nn.Module):
    """Five layers of weights, with ReLU after each but the last."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(3 * 32 * 32, 100)
        self.fc2 = nn.Linear(100, 100)
        self.fc3 = nn.Linear(100, 100)
        self.fc4 = nn.Linear(100, 100)
        self.fc5 = nn.Linear(100, 10)
        self.relu = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, 3, 32, 32) to (N, 10)."""
        x = x.view(-1, 3 * 32 * 32)  # 3072
        x = self.relu(self.fc1(x))  # 100
        x = self.relu(self.fc2(x))  # 100
        x = self.relu(self.fc3(x))  # 100
        x = self.relu(self.fc4(x))  # 100
        x = self.fc5(x)
        return x
