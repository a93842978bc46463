# model: Moody  input: 3x32x32  reason: branches
import torch.nn as nn


class Moody(nn.Module):
    def __init__(self):
        super().__init__()
        self.bright = nn.Linear(3072, 10)
        self.dark = nn.Linear(3072, 10)

    def forward(self, x):
        x = x.flatten(1)
        if x.sum() > 0:
            return self.bright(x)
        return self.dark(x)
