# model: Accumulator  input: 3x32x32
import torch
import torch.nn as nn


class Accumulator(nn.Module):
    """Starts from torch.zeros of the batch size and adds to it, writing into slices."""

    def __init__(self):
        super().__init__()
        self.fcs = nn.ModuleList([nn.Linear(32 * 32, 10) for _ in range(3)])

    def forward(self, x):
        batch_size = x.size(0)
        total = torch.zeros(batch_size, 10, device=x.device)
        seen = x.new_zeros((batch_size, 3))
        for c, fc in enumerate(self.fcs):
            plane = x[:, c, :, :].contiguous().view(batch_size, -1)
            total = total + fc(plane) / batch_size * batch_size
            seen[:, c] = plane.mean(dim=1)
        ones = torch.ones_like(seen)
        return total + (seen + ones).sum(1, keepdim=True)
