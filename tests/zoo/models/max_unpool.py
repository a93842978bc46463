# model: SegNet  input: 3x32x32
import torch.nn as nn
import torch.nn.functional as F


class SegNet(nn.Module):
    """Hands the places of the maxima to the decoder."""

    def __init__(self):
        super().__init__()
        self.enc = nn.Conv2d(3, 8, 3, padding=1)
        self.pool = nn.MaxPool2d(2, stride=2, return_indices=True)
        self.mid = nn.Conv2d(8, 8, 3, padding=1)
        self.unpool = nn.MaxUnpool2d(2, stride=2)
        self.dec = nn.Conv2d(8, 3, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.enc(x))
        size = x.size()
        x, places = self.pool(x)
        x = F.relu(self.mid(x))
        return self.dec(self.unpool(x, places, output_size=size))
