# model: RowConv  input: 1x28x28
import torch.nn as nn


class RowConv(nn.Module):
    """The 28 rows as channels of a one-dimensional signal."""

    def __init__(self):
        super(RowConv, self).__init__()
        self.conv1 = nn.Conv1d(28, 32, 3, padding=1)
        self.bn1 = nn.BatchNorm1d(32)
        self.pool = nn.MaxPool1d(2)
        self.conv2 = nn.Conv1d(32, 32, 3, padding=1)
        self.gap = nn.AdaptiveAvgPool1d(1)
        self.up = nn.ConvTranspose1d(32, 16, 2, stride=2)
        self.fc1 = nn.Linear(32, 10)
        self.fc2 = nn.Linear(16 * 28, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = x.squeeze(1)
        x = self.pool(self.relu(self.bn1(self.conv1(x))))
        x = self.relu(self.conv2(x))
        wide = self.up(x)
        return self.fc1(self.gap(x).squeeze(2)) + self.fc2(wide.flatten(1))
