# model: Seq2Seq  input: 9<30, 7<30
import torch
import torch.nn as nn


class Seq2Seq(nn.Module):
    """Additive attention, the target given (teacher forcing)."""

    def __init__(self, size=12):
        super().__init__()
        self.source, self.target = nn.Embedding(30, size), nn.Embedding(30, size)
        self.encoder = nn.GRU(size, size, batch_first=True)
        self.cell = nn.GRUCell(2 * size, size)
        self.query, self.key, self.score = nn.Linear(size, size), nn.Linear(size, size), nn.Linear(size, 1)
        self.out = nn.Linear(2 * size, 30)

    def forward(self, source, target):
        memory, state = self.encoder(self.source(source))
        h, keys, outputs = state[0], self.key(memory), []
        for step in self.target(target).unbind(1):
            weights = self.score(torch.tanh(self.query(h).unsqueeze(1) + keys)).softmax(1)
            context = (weights * memory).sum(1)
            h = self.cell(torch.cat([step, context], 1), h)
            outputs.append(self.out(torch.cat([h, context], 1)))
        return torch.stack(outputs, 1)
