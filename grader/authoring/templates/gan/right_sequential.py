# expect: full
import torch.nn as nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.make = nn.Sequential(
            nn.Linear(8, 64),
            nn.ReLU(),
            nn.Linear(64, 64),
            nn.ReLU(),
            nn.Linear(64, 2),
        )

    def forward(self, z):
        return self.make(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.judge = nn.Sequential(
            nn.Linear(2, 64),
            nn.LeakyReLU(0.2),
            nn.Linear(64, 64),
            nn.LeakyReLU(0.2),
        )
        self.last = nn.Linear(64, 1)

    def forward(self, x):
        h = self.judge(x)
        return self.last(h)
