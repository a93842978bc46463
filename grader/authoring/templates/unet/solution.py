# %% [markdown] lang="ko"
# # %assignment% · U-Net으로 분할
#
# `UNet` 클래스의 빈칸을 채우십시오. 층은 안내(README.ko.md)에 있습니다.

# %% [markdown] lang="en"
# # %assignment% · Segmentation with a U-Net
#
# Fill in the gaps in the class `UNet`; README.en.md lists the layers.

# %%
import torch
import torch.nn as nn


# %%
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.down1 = nn.Conv2d(3, 16, 3, padding=1)
        self.down2 = nn.Conv2d(16, 32, 3, padding=1)
        self.middle = nn.Conv2d(32, 64, 3, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.merge2 = nn.Conv2d(64, 32, 3, padding=1)
        self.up1 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.merge1 = nn.Conv2d(32, 16, 3, padding=1)
        self.last = nn.Conv2d(16, 11, 1)
        self.pool = nn.MaxPool2d(2)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        large = torch.relu(self.down1(x))  # 16, 32, 32
        small = torch.relu(self.down2(self.pool(large)))  # 32, 16, 16
        x = torch.relu(self.middle(self.pool(small)))  # 64, 8, 8
        x = torch.relu(self.merge2(torch.cat([self.up2(x), small], dim=1)))
        x = torch.relu(self.merge1(torch.cat([self.up1(x), large], dim=1)))
        return self.last(x)  # 11, 32, 32
        ### END SOLUTION
