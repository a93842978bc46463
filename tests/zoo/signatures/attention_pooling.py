# model: AttentivePooling  input: 16<40, padding16
import torch.nn as nn


class AttentivePooling(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(40, 12, padding_idx=0)
        self.rnn = nn.GRU(12, 10, bidirectional=True, batch_first=True)
        self.score, self.out = nn.Linear(20, 1), nn.Linear(20, 2)

    def forward(self, words, padding):
        every, _ = self.rnn(self.table(words))
        scores = self.score(every).squeeze(-1).masked_fill(padding, -1e9)
        return self.out((scores.softmax(1).unsqueeze(-1) * every).sum(1))
