# model: NeRF  input: 3, 3
import math

import torch
import torch.nn as nn


def waves(x, levels):
    scaled = x.unsqueeze(-1) * (2.0 ** torch.arange(levels)) * math.pi
    return torch.cat([x, scaled.sin().flatten(1), scaled.cos().flatten(1)], 1)


class NeRF(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.one = nn.Sequential(nn.Linear(39, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.two = nn.Sequential(nn.Linear(width + 39, width), nn.ReLU())
        self.density, self.feature = nn.Linear(width, 1), nn.Linear(width, width)
        self.colour = nn.Sequential(nn.Linear(width + 27, 16), nn.ReLU(), nn.Linear(16, 3), nn.Sigmoid())

    def forward(self, place, view):
        p = waves(place, 6)
        h = self.two(torch.cat([self.one(p), p], 1))
        colour = self.colour(torch.cat([self.feature(h), waves(view, 4)], 1))
        return torch.cat([colour, self.density(h).relu()], 1)
