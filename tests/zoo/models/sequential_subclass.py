# model: SmallNet  input: 3x32x32
from collections import OrderedDict

import torch.nn as nn


class SmallNet(nn.Sequential):
    def __init__(self):
        super().__init__(
            OrderedDict(
                [
                    ("conv1", nn.Conv2d(3, 8, 3, padding=1)),
                    ("act1", nn.ReLU()),
                    ("pool1", nn.MaxPool2d(2)),
                    ("conv2", nn.Conv2d(8, 16, 3, padding=1)),
                    ("act2", nn.ReLU()),
                    ("pool2", nn.AdaptiveMaxPool2d((4, 4))),
                    ("flat", nn.Flatten()),
                    ("fc", nn.Linear(16 * 4 * 4, 10)),
                ]
            )
        )
