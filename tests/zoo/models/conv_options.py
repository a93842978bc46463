# model: OddConvs  input: 3x32x32
import torch
import torch.nn as nn
import torch.nn.functional as F


class OddConvs(nn.Module):
    """Dilation, strings for the padding, paddings that are not zeros, output padding."""

    def __init__(self):
        super().__init__()
        self.same = nn.Conv2d(3, 8, 5, padding="same")
        self.even = nn.Sequential(nn.ZeroPad2d((1, 2, 1, 2)), nn.Conv2d(8, 8, 4))
        self.valid = nn.Conv2d(8, 8, 3, padding="valid")
        self.reflect = nn.Conv2d(8, 8, 3, padding=1, padding_mode="reflect")
        self.circular = nn.Conv2d(8, 8, 3, padding=1, padding_mode="circular")
        self.replicate = nn.Sequential(nn.ReplicationPad2d(2), nn.Conv2d(8, 8, 5))
        self.dilated = nn.Conv2d(8, 8, 3, padding=2, dilation=2)
        self.wide = nn.Conv2d(8, 8, (3, 5), stride=(1, 2), padding=(1, 2), dilation=(1, 1))
        self.deconv = nn.ConvTranspose2d(8, 8, 3, stride=2, padding=1, output_padding=1, groups=2)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = F.relu(self.same(x))
        x = F.relu(self.even(x))
        x = F.relu(self.valid(x))
        x = F.relu(self.reflect(x)) + F.relu(self.circular(x))
        x = F.relu(self.replicate(x))
        x = F.relu(self.dilated(x))
        x = F.relu(self.wide(x))
        x = F.relu(self.deconv(x))
        x = F.pad(x, (2, 2, 2, 2), mode="reflect")
        return self.fc(torch.mean(x, (2, 3)))
