# model: UNetClassifier  input: 3x32x32
import torch
import torch.nn as nn
import torch.nn.functional as F


class UNet(nn.Module):
    """Skips are added, not concatenated, and kept on a stack."""

    def __init__(self, w=(8, 16, 32)):
        super().__init__()
        self.down = nn.ModuleList([nn.Conv2d(3, w[0], 5, 1, 2), nn.Conv2d(w[0], w[1], 5, 1, 2)])
        self.bottom = nn.Conv2d(w[1], w[2], 5, 1, 2)
        self.up = nn.ModuleList([nn.ConvTranspose2d(w[2], w[1], 4, 2, 1), nn.ConvTranspose2d(w[1], w[0], 4, 2, 1)])
        self.out = nn.Conv2d(w[0], 3, 5, 1, 2)

    def forward(self, x):
        stack = []
        for conv in self.down:
            x = F.relu(conv(x))
            stack.append(x)
            x = F.max_pool2d(x, 2)
        x = F.relu(self.bottom(x))
        for up in self.up:
            x = F.relu(up(x) + stack.pop())
        return self.out(x)


class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.unet = UNet()
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 10))

    def forward(self, x):
        return self.head(self.unet(x))
