# model: TextCNN  input: 18<60
import torch
import torch.nn as nn


class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(60, 12)
        self.convs = nn.ModuleList(nn.Conv1d(12, 8, k) for k in (2, 3, 4))
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(24, 3)

    def forward(self, x):
        x = self.table(x).transpose(1, 2)
        return self.out(self.drop(torch.cat([c(x).relu().max(dim=2)[0] for c in self.convs], 1)))
