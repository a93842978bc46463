# model: EncoderNet  input: 1x28x28
import torch
import torch.nn as nn


class EncoderNet(nn.Module):
    """Rows as words: nn.TransformerEncoder, positions through nn.Embedding."""

    def __init__(self, d_model=32):
        super().__init__()
        self.proj = nn.Linear(28, d_model)
        self.positions = nn.Embedding(28, d_model)
        layer = nn.TransformerEncoderLayer(
            d_model, nhead=2, dim_feedforward=64, dropout=0.1, activation="gelu", batch_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.out = nn.Linear(d_model, 10)

    def forward(self, x):
        x = self.proj(x.squeeze(1))
        x = x + self.positions(torch.arange(28, device=x.device))
        return self.out(self.encoder(x)[:, -1, :])
