# model: Generator  input: 64
import torch.nn as nn


class Generator(nn.Module):
    """Noise vector to image: nn.Upsample, then a convolution (no transposed convolutions)."""

    def __init__(self, nz=64, ngf=8):
        super().__init__()
        self.l1 = nn.Sequential(nn.Linear(nz, ngf * 4 * 8 * 8))
        self.ngf = ngf
        self.conv_blocks = nn.Sequential(
            nn.BatchNorm2d(ngf * 4),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(ngf * 4, ngf * 2, 3, stride=1, padding=1),
            nn.BatchNorm2d(ngf * 2, 0.8),
            nn.LeakyReLU(0.2, inplace=True),
            nn.UpsamplingBilinear2d(scale_factor=2),
            nn.Conv2d(ngf * 2, ngf, 3, stride=1, padding=1),
            nn.BatchNorm2d(ngf, 0.8),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Upsample(size=(28, 28), mode="nearest"),
            nn.Conv2d(ngf, 1, 3, stride=1, padding=1),
            nn.Tanh(),
        )

    def forward(self, z):
        out = self.l1(z)
        out = out.view(out.shape[0], self.ngf * 4, 8, 8)
        return self.conv_blocks(out)
