# model: CBAMNet  input: 3x32x32
import torch
import torch.nn as nn


class CBAM(nn.Module):
    """Channel attention, then spatial attention."""

    def __init__(self, c):
        super().__init__()
        self.mlp = nn.Sequential(nn.Conv2d(c, c // 4, 1), nn.ReLU(), nn.Conv2d(c // 4, c, 1))
        self.spatial = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, x):
        avg = self.mlp(x.mean(dim=(2, 3), keepdim=True))
        top = self.mlp(torch.amax(x, dim=(2, 3), keepdim=True))
        x = torch.sigmoid(avg + top) * x
        mean = torch.mean(x, dim=1, keepdim=True)
        best, _ = torch.max(x, dim=1, keepdim=True)
        return x * self.spatial(torch.cat([mean, best], dim=1)).sigmoid()


class CBAMNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), CBAM(16), nn.MaxPool2d(4), nn.Conv2d(16, 16, 3), CBAM(16)
        )
        self.fc = nn.Linear(16 * 6 * 6, 10)

    def forward(self, img):
        return self.fc(self.body(img).flatten(1))
