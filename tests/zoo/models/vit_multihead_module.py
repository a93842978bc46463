# model: MHANet  input: 3x32x32
import torch
import torch.nn as nn


class MHANet(nn.Module):
    """nn.MultiheadAttention over 16 patches; in eval mode torch may take its own fast path."""

    def __init__(self, dim=32):
        super().__init__()
        self.embed = nn.Linear(3 * 8 * 8, dim)
        self.pos = nn.Parameter(torch.zeros(16, dim))
        self.att = nn.MultiheadAttention(dim, num_heads=4, dropout=0.1, batch_first=True)
        self.norm = nn.LayerNorm(dim)
        self.fc = nn.Linear(dim, 10)

    def forward(self, x):
        n = x.size(0)
        x = x.unfold(2, 8, 8).unfold(3, 8, 8)  # n, 3, 4, 4, 8, 8
        x = x.permute(0, 2, 3, 1, 4, 5).contiguous().view(n, 16, -1)
        x = self.embed(x) + self.pos
        y, _ = self.att(x, x, x, need_weights=False)
        x = self.norm(x + y)
        return self.fc(x.mean(dim=1))
