# model: CVAE  input: 1x12x12, <10  returns: reconstruction, mean, log_variance
import torch
import torch.nn as nn


class CVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.label = nn.Embedding(10, 6)
        self.enc = nn.Sequential(nn.Linear(150, 32), nn.ReLU())
        self.mu, self.var = nn.Linear(32, 4), nn.Linear(32, 4)
        self.dec = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 144), nn.Sigmoid())

    def forward(self, x, y):
        y = self.label(y)
        h = self.enc(torch.cat([x.flatten(1), y], 1))
        mu, log_var = self.mu(h), self.var(h)
        z = mu + (log_var / 2).exp() * torch.empty_like(mu).normal_()
        return {"mean": mu, "log_variance": log_var, "reconstruction": self.dec(torch.cat([z, y], 1)).view_as(x)}
