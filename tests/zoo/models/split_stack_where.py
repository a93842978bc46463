# model: Puzzle  input: 4x16x16
import torch
from torch import nn


class Puzzle(nn.Module):
    """squeeze, unsqueeze, split, chunk, stack, where, clamp, minimum, roll, flip."""

    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(1, 6, 3, padding=1)
        self.fc = nn.Linear(6 * 4 * 4, 10)

    def forward(self, x):
        first, rest = torch.split(x, [1, 3], dim=1)
        a, b, c = rest.chunk(3, dim=1)
        mixed = torch.stack([first, a, b, c], dim=0).mean(dim=0)
        mixed = torch.where(mixed > 0, mixed, mixed * 0.1)
        mixed = mixed.squeeze(1).clamp(min=-1.0, max=1.0).unsqueeze(1)
        y = self.one(mixed)
        left, right = torch.chunk(y, 2, dim=3)
        y = torch.maximum(left, right.flip(-1)) - torch.minimum(left, right).abs()
        y = torch.roll(y, shifts=1, dims=2)
        y = y.masked_fill(y < -0.5, -0.5)
        y = torch.stack(torch.unbind(y, dim=2)[::2], dim=2)
        y = nn.functional.adaptive_avg_pool2d(y, (4, 4))
        return self.fc(y.flatten(1))
