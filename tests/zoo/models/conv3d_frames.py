# model: Conv3dNet  input: 3x32x32
import torch.nn as nn
import torch.nn.functional as F


class Conv3dNet(nn.Module):
    """Colours as the depth of a volume."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(1, 8, kernel_size=(3, 5, 5), padding=(1, 0, 0))
        self.bn = nn.BatchNorm3d(8)
        self.fc = nn.Linear(8 * 3 * 7 * 7, 10)

    def forward(self, x):
        x = x[:, None]
        x = F.relu(self.bn(self.conv(x)))
        x = F.max_pool3d(x, (1, 4, 4))
        return self.fc(x.view(-1, 8 * 3 * 7 * 7))
