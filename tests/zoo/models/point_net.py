# model: PointNet  input: 16x3
import torch
import torch.nn as nn


class Turn(nn.Module):
    """A matrix that turns the points, found from them."""

    def __init__(self):
        super().__init__()
        self.each = nn.Sequential(nn.Conv1d(3, 16, 1), nn.BatchNorm1d(16), nn.ReLU())
        self.matrix = nn.Linear(16, 9)

    def forward(self, x):
        found = self.matrix(self.each(x).max(dim=2).values).view(-1, 3, 3)
        return found + torch.eye(3)


class PointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.turn = Turn()
        self.each = nn.Sequential(nn.Conv1d(3, 16, 1), nn.ReLU(), nn.Conv1d(16, 32, 1), nn.ReLU())
        self.head = nn.Linear(32, 5)

    def forward(self, x):
        x = x.transpose(1, 2)
        x = torch.bmm(self.turn(x), x)
        return self.head(torch.max(self.each(x), 2)[0])
