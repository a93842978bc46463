"""A U-Net for CIFAR-10, and a classifier made of it. Shapes are (channels, height, width).

Widths and depth are the student's choice; these are small, so that the brief training is brief.
"""

import torch
from torch import nn


class UNet(nn.Module):
    """An auto-encoder with skip connections: two levels down, two up."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder1 = nn.Conv2d(3, 16, kernel_size=5, padding=2)
        self.encoder2 = nn.Conv2d(16, 32, kernel_size=5, padding=2)
        self.bottleneck = nn.Conv2d(32, 64, kernel_size=5, padding=2)
        self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)
        self.decoder2 = nn.Conv2d(32 + 32, 32, kernel_size=5, padding=2)
        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)
        self.decoder1 = nn.Conv2d(16 + 16, 16, kernel_size=5, padding=2)
        self.image = nn.Conv2d(16, 3, kernel_size=5, padding=2)
        self.pool = nn.MaxPool2d(kernel_size=2)
        self.relu = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, 3, 32, 32) to (N, 3, 32, 32)."""
        skip1 = self.relu(self.encoder1(x))  # 16, 32, 32
        skip2 = self.relu(self.encoder2(self.pool(skip1)))  # 32, 16, 16
        x = self.relu(self.bottleneck(self.pool(skip2)))  # 64, 8, 8
        x = torch.cat([self.up2(x), skip2], dim=1)  # 64, 16, 16
        x = self.relu(self.decoder2(x))  # 32, 16, 16
        x = torch.cat([self.up1(x), skip1], dim=1)  # 32, 32, 32
        x = self.relu(self.decoder1(x))  # 16, 32, 32
        x = self.image(x)
        return x


class UNetClassifier(nn.Module):
    """A class is read off the image that a U-Net makes."""

    def __init__(self) -> None:
        super().__init__()
        self.unet = UNet()
        self.fc = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, 3, 32, 32) to (N, 10)."""
        x = self.unet(x)  # 3, 32, 32
        x = self.fc(x.flatten(1))
        return x
