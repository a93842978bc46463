# model: TwoFaced  input: 3x32x32
import torch
import torch.nn as nn
import torch.nn.functional as F


class TwoFaced(nn.Module):
    """Logits for the loss while training, probabilities when it is used."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 5, stride=3)
        self.side = nn.Linear(8, 10)
        self.fc = nn.Linear(8 * 5 * 5, 10)

    def forward(self, x):
        f = F.max_pool2d(F.relu(self.conv(x)), 2)
        logits = self.fc(torch.flatten(f, 1))
        if self.training:
            return logits + 0.3 * self.side(f.mean((2, 3)))
        return F.softmax(logits, dim=1)
