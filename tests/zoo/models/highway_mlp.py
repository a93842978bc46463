# model: Highway  input: 1x28x28
import torch
import torch.nn as nn


class Highway(nn.Module):
    def __init__(self, size=40, num_layers=3):
        super().__init__()
        self.inp = nn.Linear(784, size)
        self.plain = nn.ModuleList([nn.Linear(size, size) for _ in range(num_layers)])
        self.gate = nn.ModuleList([nn.Linear(size, size) for _ in range(num_layers)])
        for g in self.gate:
            g.bias.data.fill_(-2)
        self.glu = nn.Sequential(nn.Linear(size, 20), nn.GLU(dim=-1))

    def forward(self, x):
        x = self.inp(x.flatten(1))
        for h, t in zip(self.plain, self.gate):
            gate = torch.sigmoid(t(x))
            x = gate * torch.relu(h(x)) + (1 - gate) * x
        return self.glu(x)
