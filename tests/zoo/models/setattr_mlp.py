# model: DeepMLP  input: 784
import torch
import torch.nn as nn


class DeepMLP(nn.Module):
    def __init__(self, depth=8, width=50):
        super().__init__()
        self.depth = depth
        d = 784
        for i in range(depth):
            setattr(self, "fc%d" % i, nn.Linear(d, width))
            setattr(self, "bn%d" % i, nn.BatchNorm1d(width))
            d = width
        self.out = nn.Linear(d, 10)

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, "fc%d" % i)(x)
            x = torch.relu(getattr(self, "bn%d" % i)(x))
        return self.out(x)
