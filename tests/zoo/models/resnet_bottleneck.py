# model: BottleneckNet  input: 3x32x32
from functools import partial

import torch
from torch import nn


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride=1, norm=partial(nn.BatchNorm2d, momentum=0.01, eps=1e-3)):
        super().__init__()
        self.reduce = nn.Sequential(nn.Conv2d(inplanes, planes, 1, bias=False), norm(planes), nn.ReLU())
        self.spatial = nn.Sequential(
            nn.Conv2d(planes, planes, 3, stride, 1, bias=False), norm(planes), nn.ReLU()
        )
        self.expand = nn.Sequential(nn.Conv2d(planes, planes * self.expansion, 1, bias=False))
        self.last_norm = norm(planes * self.expansion)
        self.shortcut = nn.Identity()
        if stride != 1 or inplanes != planes * self.expansion:
            self.shortcut = nn.Conv2d(inplanes, planes * self.expansion, 1, stride)

    def forward(self, x):
        h = self.last_norm(self.expand(self.spatial(self.reduce(x))))
        return torch.relu(torch.add(h, self.shortcut(x)))


class BottleneckNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 7, stride=2, padding=3)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)
        self.stages = nn.Sequential(Bottleneck(16, 4), Bottleneck(16, 4), Bottleneck(16, 8, stride=2))
        self.gap = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = self.stages(self.pool(self.stem(x)))
        return self.fc(self.gap(x)[:, :, 0, 0])
