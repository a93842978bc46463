# model: Mixer  input: 3x16x16
import torch.nn as nn


class Mix(nn.Module):
    def __init__(self, places, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.over_places = nn.Sequential(nn.Linear(places, 24), nn.GELU(), nn.Linear(24, places))
        self.over_width = nn.Sequential(nn.Linear(width, 24), nn.GELU(), nn.Linear(24, width))

    def forward(self, x):
        x = x + self.over_places(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.over_width(self.norm2(x))


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 12, 4, stride=4)
        self.mix = nn.Sequential(Mix(16, 12), Mix(16, 12), nn.LayerNorm(12))
        self.out = nn.Linear(12, 10)

    def forward(self, x):
        return self.out(self.mix(self.patches(x).flatten(2).transpose(1, 2)).mean(1))
