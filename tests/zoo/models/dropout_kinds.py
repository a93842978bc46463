# model: Drops  input: 3x32x32
import torch.nn as nn
import torch.nn.functional as F


class Drops(nn.Module):
    def __init__(self, p=0.25):
        super().__init__()
        self.p = p
        self.conv = nn.Conv2d(3, 8, 5, stride=3)
        self.d2 = nn.Dropout2d(p)
        self.alpha = nn.AlphaDropout(0.1)
        self.fc1 = nn.Linear(800, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = self.d2(F.relu(self.conv(x)))
        x = F.dropout(x.flatten(1), self.p, self.training)
        x = self.alpha(F.selu(self.fc1(x)))
        return self.fc2(F.dropout(x, p=0.0))
