# model: Tagger  input: 14<50, lengths
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(50, 10, padding_idx=0)
        self.lstm = nn.LSTM(10, 8, bidirectional=True, batch_first=True)
        self.out = nn.Linear(16, 5)

    def forward(self, words, lengths):
        packed = pack_padded_sequence(self.table(words), lengths, batch_first=True, enforce_sorted=False)
        every, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=words.size(1))
        return self.out(every)
