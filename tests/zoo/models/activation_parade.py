# model: Parade  input: 1x28x28
import torch
import torch.nn as nn
import torch.nn.functional as F


class Parade(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        acts = [
            nn.LeakyReLU(0.2),
            nn.ELU(alpha=0.7),
            nn.GELU(),
            nn.GELU(approximate="tanh"),
            nn.SiLU(),
            nn.Hardswish(),
            nn.Hardsigmoid(),
            nn.Hardtanh(-2, 2),
            nn.Softplus(beta=2),
            nn.PReLU(),
            nn.PReLU(num_parameters=width),
            nn.Tanh(),
            nn.Mish(),
            nn.SELU(),
            nn.CELU(),
            nn.Softsign(),
            nn.LogSigmoid(),
            nn.Tanhshrink(),
            nn.ReLU6(),
            nn.Softmax(dim=1),
        ]
        self.first = nn.Linear(784, width)
        self.hidden = nn.ModuleList()
        for act in acts:
            self.hidden.append(nn.Sequential(nn.Linear(width, width), act))
        self.last = nn.Linear(width, 10)

    def forward(self, x):
        x = F.elu(self.first(torch.flatten(x, start_dim=1)))
        for block in self.hidden:
            x = x + block(x)
        x = F.silu(x) + F.softplus(x) + F.mish(x) + F.gelu(x) + torch.tanh(x) + x.sigmoid()
        return self.last(x)
