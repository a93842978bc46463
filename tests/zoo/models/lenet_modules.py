# model: LeNet  input: 3x32x32
import torch.nn as nn


class LeNet(nn.Module):
    def __init__(self):
        super(LeNet, self).__init__()
        self.c1 = nn.Conv2d(in_channels=3, out_channels=6, kernel_size=5, stride=1, padding=0)
        self.relu1 = nn.ReLU()
        self.s2 = nn.MaxPool2d(kernel_size=2, stride=2)
        self.c3 = nn.Conv2d(in_channels=6, out_channels=16, kernel_size=5, stride=1, padding=0)
        self.relu3 = nn.ReLU()
        self.s4 = nn.MaxPool2d(kernel_size=2, stride=2)
        self.f5 = nn.Linear(400, 120)
        self.relu5 = nn.ReLU()
        self.f6 = nn.Linear(120, 84)
        self.relu6 = nn.ReLU()
        self.out = nn.Linear(84, 10)

    def forward(self, x):
        y = self.s2(self.relu1(self.c1(x)))
        y = self.s4(self.relu3(self.c3(y)))
        y = y.view(y.size(0), -1)
        y = self.relu5(self.f5(y))
        y = self.relu6(self.f6(y))
        y = self.out(y)
        return y
