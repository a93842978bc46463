"""CNN and LeNet-5 for CIFAR-10, as the lecture draws them. Shapes are (channels, height, width)."""

import torch
from torch import nn


class CNN(nn.Module):
    """Two convolutions; their output is a cube, which a fully connected layer turns into 10 numbers.

    The lecture's drawing has no activations; a ReLU after a convolution is as right.
    """

    first: nn.Module = nn.Identity()
    second: nn.Module = nn.Identity()

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, kernel_size=5)
        self.conv2 = nn.Conv2d(32, 32, kernel_size=5)
        self.fc = nn.Linear(24 * 24 * 32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, 3, 32, 32) to (N, 10)."""
        x = self.first(self.conv1(x))  # 32, 28, 28
        x = self.second(self.conv2(x))  # 32, 24, 24
        x = self.fc(x.flatten(1))
        return x


class CNNReLU(CNN):
    """With a ReLU after both convolutions."""

    first = nn.ReLU()
    second = nn.ReLU()


class CNNFirstReLU(CNN):
    """With a ReLU after the first convolution."""

    first = nn.ReLU()


class CNNSecondReLU(CNN):
    """With a ReLU after the second convolution."""

    second = nn.ReLU()


class LeNet5(nn.Module):
    """LeNet-5 with ReLU and max pooling (LeCun et al., 1998, in the lecture's form)."""

    pool: nn.Module = nn.MaxPool2d(kernel_size=2, stride=2)

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(5 * 5 * 16, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.relu = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, 3, 32, 32) to (N, 10)."""
        x = self.pool(self.relu(self.conv1(x)))  # 6, 14, 14
        x = self.pool(self.relu(self.conv2(x)))  # 16, 5, 5
        x = x.flatten(1)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        x = self.fc3(x)
        return x


class LeNet5AveragePooling(LeNet5):
    """With average pooling, as an earlier semester taught it."""

    pool = nn.AvgPool2d(kernel_size=2, stride=2)
