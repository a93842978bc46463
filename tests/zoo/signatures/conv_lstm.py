# model: ConvLSTM  input: 4x1x10x10
import torch
import torch.nn as nn


class ConvLSTM(nn.Module):
    """An LSTM whose products are convolutions, over four frames."""

    def __init__(self, width=6):
        super().__init__()
        self.width = width
        self.gates = nn.Conv2d(1 + width, 4 * width, 3, padding=1)
        self.out = nn.Conv2d(width, 1, 1)

    def forward(self, frames):
        n, steps, _, height, wide = frames.shape
        h = c = torch.zeros(n, self.width, height, wide)
        for t in range(steps):
            i, f, o, g = self.gates(torch.cat([frames[:, t], h], 1)).chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        return self.out(h)
