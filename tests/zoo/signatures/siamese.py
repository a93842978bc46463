# model: Siamese  input: 1x20x20, 1x20x20
import torch.nn as nn
import torch.nn.functional as F


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(384, 16)
        )

    def forward(self, one, other):
        return F.pairwise_distance(self.branch(one), self.branch(other), keepdim=True)
