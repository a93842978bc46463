# model: DeepGRU  input: 1x28x28
import torch
import torch.nn as nn


class DeepGRU(nn.Module):
    """Rows as steps, in both directions, the state given."""

    def __init__(self, hidden=16):
        super().__init__()
        self.hidden = hidden
        self.gru = nn.GRU(28, hidden, num_layers=2, dropout=0.3, bidirectional=True)
        self.out = nn.Linear(2 * hidden, 10)

    def forward(self, x):
        steps = x.squeeze(1).permute(1, 0, 2)
        state = torch.zeros(4, x.size(0), self.hidden, device=x.device)
        _, last = self.gru(steps, state)
        return self.out(torch.cat([last[-2], last[-1]], dim=1))
