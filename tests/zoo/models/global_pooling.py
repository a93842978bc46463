# model: PoolNet  input: 3x32x32
import torch
import torch.nn as nn
import torch.nn.functional as F


class PoolNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.avg = nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)
        self.conv2 = nn.Conv2d(16, 16, 3, padding=1)
        self.lp = nn.LPPool2d(2, 2)
        self.fc = nn.Linear(16 * 5, 10)

    def forward(self, x):
        x = self.avg(F.relu(self.conv1(x)))
        x = F.relu(self.conv2(x))
        lp = self.lp(x + 0.1).mean(dim=-1).mean(dim=-1)
        mean = x.mean([2, 3])
        gap = F.adaptive_avg_pool2d(x, 1).flatten(1)
        high = F.adaptive_max_pool2d(x, output_size=1).squeeze(3).squeeze(2)
        spread = x.flatten(2).std(dim=2)
        return self.fc(torch.cat([lp, mean, gap, high, spread], dim=-1))
