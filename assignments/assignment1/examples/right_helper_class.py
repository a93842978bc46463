# expect: full
from collections import OrderedDict

import torch
from torch import nn


class ConvBlock(nn.Module):
    """Convolution, ReLU and, if asked for, a 2x2 max pooling."""

    def __init__(self, c_in: int, c_out: int, pool: bool = False):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, kernel_size=5, stride=1, padding=0)
        self.act = nn.ReLU()
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2) if pool else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.pool(self.act(self.conv(x)))


class CNN(nn.Sequential):
    def __init__(self):
        super().__init__(ConvBlock(3, 32), ConvBlock(32, 32), nn.Flatten(), nn.Linear(32 * 24 * 24, 10))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(OrderedDict([
            ("c1s2", ConvBlock(3, 6, pool=True)),
            ("c3s4", ConvBlock(6, 16, pool=True)),
            ("flat", nn.Flatten()),
            ("f5", nn.Linear(400, 120)),
            ("relu5", nn.ReLU()),
            ("f6", nn.Linear(120, 84)),
            ("relu6", nn.ReLU()),
            ("out", nn.Linear(84, 10)),
        ]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


if __name__ == '__main__':
    x = torch.rand(2, 3, 32, 32)
    for net in (CNN(), LeNet5()):
        print(net)
        print(net(x).shape, sum(p.numel() for p in net.parameters()))
