# model: Siamese  input: 1x28x56
import torch
import torch.nn as nn
import torch.nn.functional as F


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 8, 5, stride=2), nn.ReLU(), nn.Conv2d(8, 8, 5, stride=2), nn.ReLU(), nn.Flatten(),
            nn.Linear(8 * 4 * 4, 16),
        )

    def embed(self, x):
        return F.normalize(self.encoder(x), p=2, dim=1)

    def forward(self, pair):
        left, right = pair[..., :28], pair[..., 28:]
        a, b = self.embed(left), self.embed(right)
        cosine = (a * b).sum(dim=1, keepdim=True)
        distance = torch.norm(a - b, dim=1, keepdim=True)
        return torch.cat([cosine, distance], dim=1)
