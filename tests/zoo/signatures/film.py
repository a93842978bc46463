# model: FiLM  input: 3x16x16, 5
import torch.nn as nn


class FiLM(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8)
        self.scale, self.shift = nn.Linear(5, 8), nn.Linear(5, 8)
        self.out = nn.Linear(8, 4)

    def forward(self, image, words):
        x = self.norm(self.conv(image))
        x = x * (1 + self.scale(words)[..., None, None]) + self.shift(words)[..., None, None]
        return self.out(x.relu().mean((2, 3)))
