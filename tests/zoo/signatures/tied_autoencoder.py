# model: Tied  input: 30
import torch
import torch.nn as nn
import torch.nn.functional as F


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(30, 6)
        self.bias = nn.Parameter(torch.zeros(30))

    def forward(self, x):
        return F.linear(torch.sigmoid(self.enc(x)), self.enc.weight.t(), self.bias)
