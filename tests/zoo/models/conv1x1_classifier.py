# model: NiN  input: 3x32x32
import torch.nn as nn


def nin_block(in_channels, out_channels, kernel_size, stride, padding):
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding),
        nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, kernel_size=1),
        nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, kernel_size=1),
        nn.ReLU(),
    )


class NiN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nin_block(3, 16, 5, 1, 2),
            nn.MaxPool2d(3, stride=2),
            nin_block(16, 16, 3, 1, 1),
            nn.MaxPool2d(3, stride=2),
            nn.Dropout(0.5),
            nn.Conv2d(16, 10, kernel_size=1),
            nn.AdaptiveAvgPool2d((1, 1)),
        )

    def forward(self, X):
        return self.net(X).squeeze(-1).squeeze(-1)
