# model: BilinearUNet  input: 3x32x32
import torch
import torch.nn as nn
import torch.nn.functional as F


class BilinearUNet(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.e1 = nn.Conv2d(3, c, 3, padding=1)
        self.e2 = nn.Conv2d(c, 2 * c, 3, padding=1)
        self.e3 = nn.Conv2d(2 * c, 4 * c, 3, padding=1)
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
        self.d2 = nn.Conv2d(6 * c, 2 * c, 3, padding=1)
        self.d1 = nn.Conv2d(3 * c, c, 3, padding=1)
        self.out = nn.Conv2d(c, 3, 1)

    def forward(self, x):
        a = F.relu(self.e1(x))
        b = F.relu(self.e2(F.max_pool2d(a, 2)))
        m = F.relu(self.e3(F.max_pool2d(b, 2)))
        y = torch.cat((self.up(m), b), 1)
        y = F.relu(self.d2(y))
        y = F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=False)
        y = F.relu(self.d1(torch.cat((y, a), 1)))
        return torch.sigmoid(self.out(y))
