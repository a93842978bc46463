# model: PackedLSTM  input: 1x28x28
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class PackedLSTM(nn.Module):
    """Rows after the last dark one are padding."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 12, batch_first=True)
        self.out = nn.Linear(24, 10)

    def forward(self, x):
        rows = x.squeeze(1)
        lengths = (rows.mean(2) > -9).sum(1)
        packed = pack_padded_sequence(rows, lengths.cpu(), batch_first=True, enforce_sorted=False)
        every, (h, _) = self.lstm(packed)
        every, _ = pad_packed_sequence(every, batch_first=True)
        return self.out(torch.cat([h[-1], every.mean(1)], 1))
