# model: MiniInception  input: 3x32x32
import torch
import torch.nn as nn


class ConvBN(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(*args, **kwargs)
        self.bn = nn.BatchNorm2d(self.conv.out_channels)

    def forward(self, x):
        return self.bn(self.conv(x)).relu()


class Inception(nn.Module):
    def __init__(self, c, c1, c3, c5, cp):
        super().__init__()
        self.b1 = ConvBN(c, c1, kernel_size=1)
        self.b3 = nn.Sequential(ConvBN(c, c3 // 2, kernel_size=1), ConvBN(c3 // 2, c3, kernel_size=3, padding=1))
        self.b5 = nn.Sequential(
            ConvBN(c, c5, kernel_size=1),
            ConvBN(c5, c5, kernel_size=(1, 5), padding=(0, 2)),
            ConvBN(c5, c5, kernel_size=(5, 1), padding=(2, 0)),
        )
        self.bp = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), ConvBN(c, cp, kernel_size=1))

    def forward(self, x):
        branches = [b(x) for b in (self.b1, self.b3, self.b5, self.bp)]
        return torch.cat(branches, dim=1)


class MiniInception(nn.Module):
    def __init__(self):
        super().__init__()
        self.pre = ConvBN(3, 12, kernel_size=3, stride=2, padding=1)
        self.i1 = Inception(12, 4, 8, 4, 4)
        self.i2 = Inception(20, 4, 8, 4, 4)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.4)
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        x = self.i2(self.pool(self.i1(self.pre(x))))
        x = torch.mean(x, dim=(-2, -1))
        return self.fc(self.drop(x))
