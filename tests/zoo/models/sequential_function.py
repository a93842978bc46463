# model: make_model  input: 3x32x32
from torch import nn


def conv_block(c_in, c_out):
    return nn.Sequential(
        nn.Conv2d(c_in, c_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(c_out),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
    )


def make_model(width=8, classes=10):
    layers = [conv_block(3, width), conv_block(width, 2 * width)]
    layers += [nn.Flatten(), nn.Linear(2 * width * 8 * 8, classes)]
    return nn.Sequential(*layers)
