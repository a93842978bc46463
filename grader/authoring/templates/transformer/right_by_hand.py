# expect: full
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Heads(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)

    def forward(self, x):
        n, steps, size = x.shape
        q, k, v = (
            part.view(n, steps, self.heads, size // self.heads).transpose(1, 2)
            for part in self.qkv(x).chunk(3, dim=-1)
        )
        scores = q @ k.transpose(-2, -1) / math.sqrt(size // self.heads)
        later = torch.triu(torch.ones(steps, steps, dtype=torch.bool), diagonal=1)
        scores = scores.masked_fill(later, float("-inf"))
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, steps, size))


class Speaker(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(20, 32)
        self.places = nn.Embedding(16, 32)
        self.heads = Heads(32, 4)
        self.norm1 = nn.LayerNorm(32)
        self.norm2 = nn.LayerNorm(32)
        self.wide = nn.Linear(32, 64)
        self.narrow = nn.Linear(64, 32)
        self.out = nn.Linear(32, 20)

    def forward(self, words):
        x = self.words(words) + self.places.weight
        x = self.norm1(x + self.heads(x))
        y = F.relu(self.wide(x))
        x = self.norm2(x + self.narrow(y))
        return self.out(x)
