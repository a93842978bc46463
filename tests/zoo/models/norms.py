# model: NormNet  input: 3x32x32
import torch.nn as nn


class NormNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.GroupNorm(num_groups=4, num_channels=8),
            nn.SiLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.InstanceNorm2d(8, affine=True),
            nn.SiLU(),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.InstanceNorm2d(8),
            nn.SiLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1),
            nn.LayerNorm([16, 8, 8]),
            nn.SiLU(),
            nn.Conv2d(16, 16, 3, padding=1),
            nn.BatchNorm2d(16, affine=False, track_running_stats=True),
            nn.LocalResponseNorm(3),
        )
        self.ln = nn.LayerNorm(16, elementwise_affine=False)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.net(x).amax(dim=(2, 3))
        return self.fc(self.ln(x))
