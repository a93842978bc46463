# model: Triplet  input: 10, 10, 10  returns: anchor, positive, negative
import torch.nn as nn
import torch.nn.functional as F


class Triplet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 4))

    def forward(self, *three):
        return tuple(F.normalize(self.net(each)) for each in three)
