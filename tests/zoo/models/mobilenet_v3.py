# model: MobileNetV3  input: 3x32x32
import torch.nn as nn


class Squeeze(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(channels, channels // 4, 1), nn.Conv2d(channels // 4, channels, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        return x * nn.functional.hardsigmoid(self.fc2(nn.functional.relu(self.fc1(self.pool(x)))))


class Inverted(nn.Module):
    def __init__(self, inside, wide, outside, kernel, stride, squeeze, act):
        super().__init__()
        self.skips = stride == 1 and inside == outside
        self.body = nn.Sequential(
            nn.Conv2d(inside, wide, 1, bias=False), nn.BatchNorm2d(wide), act(),
            nn.Conv2d(wide, wide, kernel, stride, kernel // 2, groups=wide, bias=False), nn.BatchNorm2d(wide), act(),
            Squeeze(wide) if squeeze else nn.Identity(),
            nn.Conv2d(wide, outside, 1, bias=False), nn.BatchNorm2d(outside),
        )

    def forward(self, x):
        return x + self.body(x) if self.skips else self.body(x)


class MobileNetV3(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.blocks = nn.Sequential(
            Inverted(8, 16, 8, 3, 1, True, nn.ReLU),
            Inverted(8, 24, 16, 5, 2, False, nn.Hardswish),
            Inverted(16, 32, 16, 5, 1, True, nn.Hardswish),
        )
        self.head = nn.Sequential(nn.Linear(16, 24), nn.Hardswish(), nn.Dropout(0.2), nn.Linear(24, 10))

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean([2, 3]))
