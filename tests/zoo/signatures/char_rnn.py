# model: CharRNN  input: 20<30
import torch.nn as nn


class CharRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(30, 12)
        self.rnn = nn.GRU(12, 20, num_layers=2, batch_first=True)
        self.out = nn.Linear(20, 30)

    def forward(self, x):
        y, _ = self.rnn(self.table(x))
        return self.out(y)
