# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 128)
        self.fc21 = nn.Linear(128, 8)
        self.fc22 = nn.Linear(128, 8)
        self.fc3 = nn.Linear(8, 128)
        self.fc4 = nn.Linear(128, 784)

    def sample(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        return mu + std * torch.randn(std.size())

    def forward(self, x):
        h = F.relu(self.fc1(x.view(-1, 784)))
        mu = self.fc21(h)
        logvar = self.fc22(h)
        z = self.sample(mu, logvar)
        y = torch.sigmoid(self.fc4(F.relu(self.fc3(z))))
        return y.view(-1, 1, 28, 28), mu, logvar
