# expect: unet_runs failed, rest blocked
# mistake: Only the classifier was handed in.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(3, 8, 5, padding=2)
        self.down2 = nn.Conv2d(8, 16, 5, padding=2)
        self.bottom = nn.Conv2d(16, 32, 5, padding=2)
        self.up2 = nn.ConvTranspose2d(32, 16, 4, 2, 1)
        self.conv2 = nn.Conv2d(32, 16, 5, padding=2)
        self.up1 = nn.ConvTranspose2d(16, 8, 4, 2, 1)
        self.conv1 = nn.Conv2d(16, 8, 5, padding=2)
        self.fc = nn.Linear(8 * 32 * 32, 10)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(F.max_pool2d(a, 2)))
        x = F.relu(self.bottom(F.max_pool2d(b, 2)))
        x = F.relu(self.conv2(torch.cat([self.up2(x), b], 1)))
        x = F.relu(self.conv1(torch.cat([self.up1(x), a], 1)))
        x = x.view(x.size(0), -1)
        return self.fc(x)
