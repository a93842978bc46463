# expect: layers partial, accuracy short
# mistake: All that the convolution finds goes through a single number.
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 5)
        self.squeeze = nn.Linear(1568, 1)
        self.fc = nn.Linear(1, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        return self.fc(self.squeeze(x.flatten(1)))
