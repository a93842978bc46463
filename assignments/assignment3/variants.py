"""Segmenting U-Nets of other widths and depths, and lesser models: assignment2's with a different end.

`grade calibrate` trains them besides the reference.
"""

import torch
from torch import Tensor, nn

from ..assignment2.variants import (
    WIDTHS,
    UNet,
    double,
    dropping,
    linear,
    normalised,
    sigmoid,
    vector,
)

CLASSES = 11


def segmenting(unet: UNet, *after: nn.Module, width: int = WIDTHS[0], kernel: int = 1) -> UNet:
    """Make a U-Net, whose last map has `width` channels, return one number per class for every pixel."""
    unet.last = nn.Sequential(nn.Conv2d(width, CLASSES, kernel, padding=kernel // 2), *after)
    return unet


class Background(nn.Module):
    """Learns one number per class for all pixels, whatever the image shows."""

    def __init__(self) -> None:
        super().__init__()
        self.classes = nn.Parameter(torch.zeros(CLASSES))

    def forward(self, x: Tensor) -> Tensor:
        return self.classes[:, None, None].expand(len(x), CLASSES, *x.shape[2:])


RIGHT = {
    "segmentation": {
        "5x5 at the end": lambda: segmenting(UNet(), kernel=5),
        "widths (8, 16, 32)": lambda: segmenting(UNet((8, 16, 32)), width=8),
        "3 levels of 16 to 64": lambda: segmenting(UNet((16, 32, 64, 64))),
        "4 levels of 8 to 64": lambda: segmenting(UNet((8, 8, 16, 32, 64)), width=8),
        "double convolutions": lambda: segmenting(UNet(WIDTHS, double)),
        "batch norm": lambda: segmenting(UNet(WIDTHS, normalised)),
        "dropout": lambda: segmenting(UNet(WIDTHS, dropping)),
    },
}
WRONG = {
    "segmentation": {
        "background only": Background,
        "no skips": lambda: segmenting(UNet(skips=False)),
        "no skips, 4 numbers": lambda: segmenting(vector(UNet(skips=False), 4)),
        "sigmoid for ReLU": lambda: segmenting(UNet(WIDTHS, sigmoid)),
        "softmax before the loss": lambda: segmenting(UNet(), nn.Softmax(1)),
        "no activations": lambda: segmenting(UNet(WIDTHS, linear)),
    },
}
