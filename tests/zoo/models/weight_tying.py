# model: TiedAutoencoder  input: 1x28x28
import torch
import torch.nn as nn
import torch.nn.functional as F


class TiedAutoencoder(nn.Module):
    """The decoder is the encoder turned round: same matrix, transposed."""

    def __init__(self, hidden=32):
        super().__init__()
        self.encoder = nn.Linear(784, hidden)
        self.conv = nn.Conv2d(1, 1, 3, padding=1)
        self.deconv = nn.Conv2d(1, 1, 3, padding=1)
        self.deconv.weight = self.conv.weight
        self.decoder_bias = nn.Parameter(torch.zeros(784))

    def forward(self, x):
        z = torch.tanh(self.encoder(self.conv(x).flatten(1)))
        y = F.linear(z, self.encoder.weight.t(), self.decoder_bias)
        return self.deconv(y.view(x.shape)).sigmoid()
