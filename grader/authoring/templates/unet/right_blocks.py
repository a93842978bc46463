# expect: full
import torch
import torch.nn as nn


def block(inside, outside):
    return nn.Sequential(nn.Conv2d(inside, outside, kernel_size=3, padding=1), nn.ReLU())


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = block(3, 16)
        self.b = block(16, 32)
        self.c = block(32, 64)
        self.grow_b = nn.ConvTranspose2d(64, 32, kernel_size=2, stride=2)
        self.d = block(64, 32)
        self.grow_a = nn.ConvTranspose2d(32, 16, kernel_size=2, stride=2)
        self.e = block(32, 16)
        self.out = nn.Conv2d(16, 11, kernel_size=1)
        self.halve = nn.MaxPool2d(2)

    def forward(self, x):
        a = self.a(x)
        b = self.b(self.halve(a))
        c = self.c(self.halve(b))
        d = self.grow_b(c)
        d = self.d(torch.cat([d, b], dim=1))
        e = self.grow_a(d)
        e = self.e(torch.cat([e, a], dim=1))
        return self.out(e)
