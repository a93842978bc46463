# model: Translator  input: 8<30, 6<30
import torch
import torch.nn as nn


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(30, 16)
        self.body = nn.Transformer(16, 2, 1, 1, 24, dropout=0.1, batch_first=True)
        self.out = nn.Linear(16, 30)

    def forward(self, source, target):
        mask = nn.Transformer.generate_square_subsequent_mask(target.size(1))
        return self.out(self.body(self.table(source), self.table(target), tgt_mask=mask))
