# model: WaveNet  input: 1x48
import torch
import torch.nn as nn
import torch.nn.functional as F


class Gate(nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.left = dilation
        self.conv = nn.Conv1d(width, 2 * width, 2, dilation=dilation)
        self.mix, self.skip = nn.Conv1d(width, width, 1), nn.Conv1d(width, width, 1)

    def forward(self, x):
        a, b = self.conv(F.pad(x, (self.left, 0))).chunk(2, 1)
        h = torch.tanh(a) * torch.sigmoid(b)
        return x + self.mix(h), self.skip(h)


class WaveNet(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.first = nn.Conv1d(1, width, 1)
        self.gates = nn.ModuleList(Gate(width, 2**i) for i in range(4))
        self.last = nn.Sequential(nn.ReLU(), nn.Conv1d(width, width, 1), nn.ReLU(), nn.Conv1d(width, 16, 1))

    def forward(self, x):
        x, total = self.first(x), 0
        for gate in self.gates:
            x, skip = gate(x)
            total = total + skip
        return self.last(total)
