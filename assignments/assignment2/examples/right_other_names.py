# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class MyUNet(nn.Module):
    def __init__(self):
        super().__init__()
        # 인코더
        self.enc1 = nn.Conv2d(3, 16, kernel_size=5, stride=1, padding=2)
        self.enc2 = nn.Conv2d(16, 32, kernel_size=5, stride=1, padding=2)
        self.mid = nn.Conv2d(32, 64, kernel_size=5, stride=1, padding=2)
        self.pool = nn.MaxPool2d(2)
        # 디코더
        self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)
        self.dec2 = nn.Conv2d(64, 32, kernel_size=5, stride=1, padding=2)
        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)
        self.dec1 = nn.Conv2d(32, 16, kernel_size=5, stride=1, padding=2)
        self.last = nn.Conv2d(16, 3, kernel_size=5, stride=1, padding=2)

    def forward(self, x):
        e1 = F.relu(self.enc1(x))
        e2 = F.relu(self.enc2(self.pool(e1)))
        m = F.relu(self.mid(self.pool(e2)))
        d2 = torch.cat([self.up2(m), e2], dim=1)
        d2 = F.relu(self.dec2(d2))
        d1 = torch.cat([self.up1(d2), e1], dim=1)
        d1 = F.relu(self.dec1(d1))
        return self.last(d1)


class MyUNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.unet = MyUNet()
        self.fc = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x):
        x = self.unet(x)
        x = torch.flatten(x, 1)
        return self.fc(x)
