# expect: pooling failed, outputs partial
# mistake: LeNet5 uses average pooling instead of max pooling, at both places.
"""LeNet-5 as in the paper by LeCun et al. (1998), with ReLU."""
import torch
from torch import nn
from torch.nn import AvgPool2d, Conv2d, Flatten, Linear, Module, ReLU, Sequential


class CNN(Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = Sequential(Conv2d(3, 32, 5), Conv2d(32, 32, 5))
        self.fc = Sequential(Flatten(), Linear(24 * 24 * 32, 10))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(self.conv(x))


class LeNet5(Module):
    def __init__(self) -> None:
        super().__init__()
        self.subsampling = AvgPool2d(2)
        self.relu = ReLU()
        self.c1 = Conv2d(3, 6, 5)
        self.c3 = Conv2d(6, 16, 5)
        self.c5 = Linear(400, 120)
        self.f6 = Linear(120, 84)
        self.output = Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        s2 = self.subsampling(self.relu(self.c1(x)))
        s4 = self.subsampling(self.relu(self.c3(s2)))
        f6 = self.relu(self.f6(self.relu(self.c5(s4.flatten(1)))))
        return self.output(f6)


if __name__ == '__main__':
    x = torch.rand(2, 3, 32, 32)
    for net in (CNN(), LeNet5()):
        print(net)
        print(net(x).shape, sum(p.numel() for p in net.parameters()))
