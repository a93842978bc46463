# model: ValidUNet  input: 1x60x60
import torch
import torch.nn as nn


def crop(skip, target):
    """Cut the middle of `skip` out, so that it is as large as `target`."""
    h, w = target.shape[2:]
    top = (skip.shape[2] - h) // 2
    left = (skip.shape[3] - w) // 2
    return skip[:, :, top : top + h, left : left + w]


def two(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3), nn.ReLU(inplace=True), nn.Conv2d(o, o, 3), nn.ReLU(inplace=True))


class ValidUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.left1, self.left2, self.bottom = two(1, 8), two(8, 16), two(16, 32)
        self.up2 = nn.ConvTranspose2d(32, 16, 2, 2)
        self.right2 = two(32, 16)
        self.up1 = nn.ConvTranspose2d(16, 8, 2, 2)
        self.right1 = two(16, 8)
        self.head = nn.Conv2d(8, 2, 1)
        self.pool = nn.MaxPool2d(2, 2)

    def forward(self, x):
        l1 = self.left1(x)
        l2 = self.left2(self.pool(l1))
        u2 = self.up2(self.bottom(self.pool(l2)))
        r2 = self.right2(torch.cat([crop(l2, u2), u2], dim=1))
        u1 = self.up1(r2)
        r1 = self.right1(torch.cat([crop(l1, u1), u1], dim=1))
        return self.head(r1)
