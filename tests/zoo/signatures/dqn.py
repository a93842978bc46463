# model: DQN  input: 4x36x36
import torch.nn as nn


class DQN(nn.Module):
    """Dueling heads on frames."""

    def __init__(self, actions=6):
        super().__init__()
        self.eyes = nn.Sequential(
            nn.Conv2d(4, 8, 8, stride=4), nn.ReLU(), nn.Conv2d(8, 16, 4, stride=2), nn.ReLU(), nn.Flatten()
        )
        self.value = nn.Sequential(nn.Linear(144, 32), nn.ReLU(), nn.Linear(32, 1))
        self.advantage = nn.Sequential(nn.Linear(144, 32), nn.ReLU(), nn.Linear(32, actions))

    def forward(self, x):
        x = self.eyes(x)
        a = self.advantage(x)
        return self.value(x) + a - a.mean(1, keepdim=True)
