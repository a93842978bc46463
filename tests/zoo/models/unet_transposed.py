# model: UNet  input: 3x32x32
import torch
import torch.nn as nn


class UNet(nn.Module):
    """Two levels, 5x5 filters, ConvTranspose2d(4, 2, 1): the lecture's way."""

    def __init__(self):
        super(UNet, self).__init__()
        # encoder
        self.enc1 = self.block(3, 8)
        self.enc2 = self.block(8, 16)
        self.pool = nn.MaxPool2d(2)
        # bottleneck
        self.mid = self.block(16, 32)
        # decoder
        self.up2 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)
        self.dec2 = self.block(32, 16)
        self.up1 = nn.ConvTranspose2d(16, 8, kernel_size=4, stride=2, padding=1)
        self.dec1 = self.block(16, 8)
        self.last = nn.Conv2d(8, 3, 5, padding=2)

    def block(self, c_in, c_out):
        return nn.Sequential(
            nn.Conv2d(c_in, c_out, 5, 1, 2), nn.ReLU(), nn.Conv2d(c_out, c_out, 5, 1, 2), nn.ReLU()
        )

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        m = self.mid(self.pool(e2))
        d2 = self.dec2(torch.cat([self.up2(m), e2], dim=1))
        d1 = self.dec1(torch.cat([self.up1(d2), e1], dim=1))
        return self.last(d1)
