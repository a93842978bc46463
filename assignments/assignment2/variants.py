"""U-Nets of other widths and depths, classifiers using them, and models that are less.

`grade calibrate` trains them besides the reference.
"""

import itertools
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

WIDTHS = (16, 32, 64)
Activation = type[nn.Module]


def block(
    channels: int,
    filters: int,
    activation: Activation = nn.ReLU,
    convolutions: int = 1,
    after: Callable[[int], nn.Module] = lambda _: nn.Identity(),
) -> nn.Module:
    """Return convolutions in a row, each followed by `after`, such as batch norm, and an activation."""
    sizes = (channels, *(filters,) * convolutions)
    layers = [
        module
        for a, b in itertools.pairwise(sizes)
        for module in (nn.Conv2d(a, b, 5, padding=2), after(b), activation())
    ]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """A U-Net with one level fewer than it has widths, with or without skips."""

    def __init__(
        self,
        widths: tuple[int, ...] = WIDTHS,
        make: Callable[[int, int], nn.Module] = block,
        *last: nn.Module,
        skips: bool = True,
    ) -> None:
        super().__init__()
        self.skips = skips
        self.down = nn.ModuleList(make(a, b) for a, b in itertools.pairwise((3, *widths)))
        pairs = list(itertools.pairwise(reversed(widths)))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, stride=2, padding=1) for a, b in pairs)
        self.decode = nn.ModuleList(make(2 * b if skips else b, b) for _, b in pairs)
        self.last = nn.Sequential(nn.Conv2d(widths[0], 3, 5, padding=2), *last)

    def forward(self, x: Tensor) -> Tensor:
        kept: list[Tensor] = []
        for level, down in enumerate(self.down):
            x = down(F.max_pool2d(x, 2) if level else x)
            kept.append(x)
        kept.pop()
        for up, decode in zip(self.up, self.decode, strict=True):
            x = up(x)
            x = decode(torch.cat([x, kept.pop()], dim=1) if self.skips else x)
        out: Tensor = self.last(x)
        return out


def vector(unet: UNet, numbers: int) -> UNet:
    """Make a U-Net's bottleneck squeeze the 8x8 map into a few numbers and rebuild the map from them."""
    width = WIDTHS[-1]
    unet.down[-1] = nn.Sequential(
        *(unet.down[-1], nn.Flatten(), nn.Linear(64 * width, numbers)),
        *(nn.Linear(numbers, 64 * width), nn.Unflatten(1, (width, 8, 8))),
    )
    return unet


def classifier(unet: nn.Module, *last: nn.Module) -> nn.Module:
    return nn.Sequential(unet, nn.Flatten(), nn.Linear(3 * 32 * 32, 10), *last)


def sigmoid(channels: int, filters: int) -> nn.Module:
    return block(channels, filters, nn.Sigmoid)


def linear(channels: int, filters: int) -> nn.Module:
    return block(channels, filters, nn.Identity)


def double(channels: int, filters: int) -> nn.Module:
    return block(channels, filters, convolutions=2)


def normalised(channels: int, filters: int) -> nn.Module:
    return block(channels, filters, after=nn.BatchNorm2d)


def dropping(channels: int, filters: int) -> nn.Module:
    return block(channels, filters, after=lambda _: nn.Dropout2d(0.2))


RIGHT = {
    "unet": {
        "widths (8, 16, 32)": lambda: UNet((8, 16, 32)),
        "4 levels of 8 to 64": lambda: UNet((8, 8, 16, 32, 64)),
        "double convolutions": lambda: UNet(WIDTHS, double),
        "batch norm": lambda: UNet(WIDTHS, normalised),
        "dropout": lambda: UNet(WIDTHS, dropping),
        "sigmoid on the output": lambda: UNet(WIDTHS, block, nn.Sigmoid()),
        "ReLU on the output": lambda: UNet(WIDTHS, block, nn.ReLU()),
    },
    "classifier": {
        "widths (8, 16, 32)": lambda: classifier(UNet((8, 16, 32))),
        "4 levels of 8 to 64": lambda: classifier(UNet((8, 8, 16, 32, 64))),
        "double convolutions": lambda: classifier(UNet(WIDTHS, double)),
        "batch norm": lambda: classifier(UNet(WIDTHS, normalised)),
        "dropout": lambda: classifier(UNet(WIDTHS, dropping)),
    },
}
WRONG = {
    "unet": {
        "no skips": lambda: UNet(skips=False),
        "no skips, 4 numbers": lambda: vector(UNet(skips=False), 4),
        "sigmoid for ReLU": lambda: UNet(WIDTHS, sigmoid),
        "no activations": lambda: UNet(WIDTHS, linear),
    },
    "classifier": {
        "no skips": lambda: classifier(UNet(skips=False)),
        "no skips, 4 numbers": lambda: classifier(vector(UNet(skips=False), 4)),
        "sigmoid for ReLU": lambda: classifier(UNet(WIDTHS, sigmoid)),
        "no activations": lambda: classifier(UNet(WIDTHS, linear)),
        "softmax before the loss": lambda: classifier(UNet(), nn.Softmax(1)),
    },
}
