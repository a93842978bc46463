# model: AttUNet  input: 3x32x32
import torch
import torch.nn as nn


class Gate(nn.Module):
    def __init__(self, c_gate, c_skip, c_mid):
        super().__init__()
        self.wg = nn.Sequential(nn.Conv2d(c_gate, c_mid, 1), nn.BatchNorm2d(c_mid))
        self.wx = nn.Sequential(nn.Conv2d(c_skip, c_mid, 1), nn.BatchNorm2d(c_mid))
        self.psi = nn.Sequential(nn.Conv2d(c_mid, 1, 1), nn.BatchNorm2d(1), nn.Sigmoid())

    def forward(self, g, x):
        return x * self.psi(torch.relu(self.wg(g) + self.wx(x)))


class AttUNet(nn.Module):
    def __init__(self):
        super().__init__()
        def cbr(i, o): return nn.Sequential(nn.Conv2d(i, o, 5, padding=2), nn.BatchNorm2d(o), nn.ReLU())
        self.enc = nn.ModuleList([cbr(3, 8), cbr(8, 16), cbr(16, 32)])
        self.ups = nn.ModuleDict({"1": nn.ConvTranspose2d(32, 16, 4, 2, 1), "0": nn.ConvTranspose2d(16, 8, 4, 2, 1)})
        self.gates = nn.ModuleDict({"1": Gate(16, 16, 8), "0": Gate(8, 8, 4)})
        self.dec = nn.ModuleDict({"1": cbr(32, 16), "0": cbr(16, 8)})
        self.out = nn.Conv2d(8, 3, 5, padding=2)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        skips = {}
        for level, enc in enumerate(self.enc):
            if level > 0:
                x = self.pool(x)
            x = skips[level] = enc(x)
        for level in (1, 0):
            key = str(level)
            up = self.ups[key](x)
            x = self.dec[key](torch.cat([up, self.gates[key](up, skips[level])], 1))
        return self.out(x)
