# model: CoordNet  input: 3x32x32
import torch
import torch.nn as nn


class CoordNet(nn.Module):
    """Adds each pixel's place as two channels, made in forward from the input's own shape."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(5, 8, 5, stride=2)
        self.fc = nn.Linear(8 * 14 * 14, 10)

    def forward(self, x):
        n, _, h, w = x.shape
        ys = torch.linspace(-1, 1, h, device=x.device)
        xs = torch.arange(w, dtype=x.dtype, device=x.device) / (w - 1) * 2 - 1
        yy, xx = torch.meshgrid(ys, xs, indexing="ij")
        place = torch.stack([yy, xx]).unsqueeze(0).repeat(n, 1, 1, 1)
        x = torch.cat([x, place], dim=1)
        return self.fc(torch.relu(self.conv(x)).flatten(1))
