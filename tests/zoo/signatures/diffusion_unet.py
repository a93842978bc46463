# model: TimeUNet  input: 1x16x16, <100
import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, inside, outside):
        super().__init__()
        self.one, self.two = nn.Conv2d(inside, outside, 3, padding=1), nn.Conv2d(outside, outside, 3, padding=1)
        self.norm, self.time = nn.GroupNorm(4, outside), nn.Linear(16, outside)

    def forward(self, x, t):
        x = nn.functional.silu(self.norm(self.one(x)))
        return nn.functional.silu(self.two(x + self.time(t)[:, :, None, None]))


class TimeUNet(nn.Module):
    """Predicts the noise of an image at a step of a diffusion."""

    def __init__(self):
        super().__init__()
        self.down1, self.down2, self.middle = Block(1, 8), Block(8, 16), Block(16, 16)
        self.up2, self.up1 = Block(32, 8), Block(16, 8)
        self.pool, self.grow = nn.MaxPool2d(2), nn.Upsample(scale_factor=2, mode="nearest")
        self.time, self.out = nn.Linear(16, 16), nn.Conv2d(8, 1, 1)

    def forward(self, x, step):
        rates = torch.exp(-torch.arange(8) / 2)
        angles = step.float()[:, None] * rates
        t = self.time(torch.cat([angles.sin(), angles.cos()], 1)).relu()
        a = self.down1(x, t)
        b = self.down2(self.pool(a), t)
        c = self.middle(self.pool(b), t)
        d = self.up2(torch.cat([self.grow(c), b], 1), t)
        return self.out(self.up1(torch.cat([self.grow(d), a], 1), t))
