# model: Capsules  input: 1x28x28
import torch
import torch.nn as nn


def squash(s):
    square = (s**2).sum(-1, keepdim=True)
    return square / (1 + square) * s / torch.sqrt(square + 1e-3)


class Capsules(nn.Module):
    """Primary capsules, and ten of digits by three rounds of routing."""

    def __init__(self):
        super().__init__()
        self.conv, self.primary = nn.Conv2d(1, 8, 9), nn.Conv2d(8, 8, 9, stride=3)
        self.weight = nn.Parameter(0.1 * torch.randn(32, 10, 6, 4))

    def forward(self, x):
        u = squash(self.primary(self.conv(x).relu()).view(x.size(0), -1, 4))
        votes = torch.einsum("nik,iodk->niod", u, self.weight)
        logits = torch.zeros(x.size(0), 32, 10)
        for _ in range(3):
            v = squash((logits.softmax(2).unsqueeze(-1) * votes).sum(1))
            logits = logits + (votes * v.unsqueeze(1)).sum(-1)
        return (v**2).sum(-1).add(1e-3).sqrt()
