# model: VAE  input: 1x28x28
import torch
import torch.nn as nn


class VAE(nn.Module):
    def __init__(self, z=8):
        super().__init__()
        self.enc = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU())
        self.mu, self.log_var = nn.Linear(64, z), nn.Linear(64, z)
        self.dec = nn.Sequential(nn.Linear(z, 64), nn.ReLU(), nn.Linear(64, 784), nn.Sigmoid())

    def sample(self, mu, log_var):
        std = torch.exp(0.5 * log_var)
        return mu + std * torch.randn(std.size())

    def forward(self, x):
        h = self.enc(x)
        return self.dec(self.sample(self.mu(h), self.log_var(h))).view(-1, 1, 28, 28)
