# model: Discriminator  input: 1x16x16  reason: 512
import torch.nn as nn
from torch.nn.utils import spectral_norm


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = spectral_norm(nn.Conv2d(1, 8, 4, stride=2, padding=1))
        self.out = spectral_norm(nn.Linear(512, 1))

    def forward(self, x):
        return self.out(nn.functional.leaky_relu(self.conv(x), 0.2).flatten(1))
