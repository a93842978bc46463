# model: GCN  input: 6x4, 6x6
import torch
import torch.nn as nn


class GCN(nn.Module):
    """Graph convolutions by a dense matrix of neighbours."""

    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Linear(4, 8), nn.Linear(8, 3)

    def forward(self, nodes, edges):
        links = (edges > 0).float() + torch.eye(6)
        degree = links.sum(-1, keepdim=True).clamp(min=1).rsqrt()
        links = degree * links * degree.transpose(1, 2)
        return self.two(links @ torch.relu(self.one(links @ nodes)))
