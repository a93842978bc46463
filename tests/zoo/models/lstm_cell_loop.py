# model: CellByCell  input: 1x28x28
import torch
import torch.nn as nn


class CellByCell(nn.Module):
    """An LSTM cell in a loop over the rows, and a GRU cell on what it says."""

    def __init__(self, hidden=12):
        super().__init__()
        self.first = nn.LSTMCell(28, hidden)
        self.second = nn.GRUCell(hidden, hidden)
        self.out = nn.Linear(hidden, 10)

    def forward(self, x):
        h = c = torch.zeros(x.size(0), self.second.hidden_size)
        top = None
        for row in x.squeeze(1).unbind(1):
            h, c = self.first(row, (h, c))
            top = self.second(h, top)
        return self.out(top)
