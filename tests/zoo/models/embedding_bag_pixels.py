# model: PixelBag  input: 1x28x28
import torch.nn as nn


class PixelBag(nn.Module):
    """Each row is a bag of grey levels."""

    def __init__(self):
        super().__init__()
        self.bag = nn.EmbeddingBag(16, 8, mode="mean", padding_idx=0)
        self.out = nn.Linear(28 * 8, 10)

    def forward(self, x):
        levels = (x.clamp(0, 1) * 15).long().reshape(-1, 28)
        return self.out(self.bag(levels).reshape(x.size(0), -1))
