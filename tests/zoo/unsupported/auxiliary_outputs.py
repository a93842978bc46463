# model: GoogLeNetLike  input: 3x32x32  reason: returns_several
import torch.nn as nn
import torch.nn.functional as F


class GoogLeNetLike(nn.Module):
    """Logits in evaluation; logits and an auxiliary head's in training."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 5, stride=2)
        self.conv2 = nn.Conv2d(8, 16, 5, stride=2)
        self.aux = nn.Linear(8, 10)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        a = F.relu(self.conv1(x))
        b = F.relu(self.conv2(a))
        logits = self.fc(b.mean((2, 3)))
        if self.training:
            return logits, self.aux(a.mean((2, 3)))
        return logits
