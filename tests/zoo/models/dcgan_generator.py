# model: Generator  input: 16x1x1
import torch.nn as nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()

        def up(inside, outside, stride, padding):
            return [
                nn.ConvTranspose2d(inside, outside, 4, stride, padding, bias=False),
                nn.BatchNorm2d(outside),
                nn.ReLU(True),
            ]

        self.main = nn.Sequential(
            *up(16, 32, 1, 0), *up(32, 16, 2, 1), nn.ConvTranspose2d(16, 1, 4, 2, 1, bias=False), nn.Tanh()
        )
        self.apply(self.begin)

    @staticmethod
    def begin(module):
        if isinstance(module, nn.ConvTranspose2d):
            nn.init.normal_(module.weight, 0.0, 0.02)

    def forward(self, z):
        return self.main(z)
