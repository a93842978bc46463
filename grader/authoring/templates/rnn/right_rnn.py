# expect: full
import torch.nn as nn


class Babbler(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(20, 16)
        self.rnn = nn.RNN(16, 48, batch_first=True)
        self.out = nn.Linear(48, 20)

    def forward(self, tokens):
        x = self.table(tokens)
        states, last = self.rnn(x)
        return self.out(states)
