# model: Nested  input: 3x32x32
import torch
import torch.nn as nn


class Activation:
    """Not a Module: just something that can be called."""

    def __init__(self, slope):
        self.slope = slope

    def __call__(self, x):
        return torch.nn.functional.leaky_relu(x, self.slope)


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 6, 5)
        self.fc = nn.Linear(6 * 5 * 5, 10)
        self.act = Activation(0.05)

        def block(conv):
            def run(x):
                return nn.functional.max_pool2d(self.act(conv(x)), 2)

            return run

        self.steps = [block(self.conv1), block(self.conv2)]

    def __call__(self, *inputs, **kwargs):
        return super().__call__(*inputs, **kwargs)

    def forward(self, x):
        def flatten(t):
            return t.view(t.shape[0], -1)

        for step in self.steps:
            x = step(x)
        return self.fc(flatten(x))
