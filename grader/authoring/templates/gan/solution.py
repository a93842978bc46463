# %% [markdown] lang="ko"
# # %assignment% · 점을 그리는 GAN
#
# 두 클래스의 빈칸을 채우십시오.
#
# ## 생성자
#
# `8x64` → ReLU → `64x64` → ReLU → `64x2`

# %% [markdown] lang="en"
# # %assignment% · A GAN of points
#
# Fill in the gaps in the two classes.
#
# ## The generator
#
# `8x64` → ReLU → `64x64` → ReLU → `64x2`

# %%
import torch
import torch.nn as nn
import torch.nn.functional as F


# %%
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.fc1 = nn.Linear(8, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 2)
        ### END SOLUTION

    def forward(self, noise):
        ### BEGIN SOLUTION
        x = F.relu(self.fc1(noise))
        x = F.relu(self.fc2(x))
        return self.fc3(x)  # (N, 2)
        ### END SOLUTION


# %% [markdown] lang="ko"
# ## 판별자
#
# `2x64` → LeakyReLU(0.2) → `64x64` → LeakyReLU(0.2) → `64x1`; 시그모이드는 없습니다.

# %% [markdown] lang="en"
# ## The discriminator
#
# `2x64` → LeakyReLU(0.2) → `64x64` → LeakyReLU(0.2) → `64x1`; there is no sigmoid.


# %%
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.fc1 = nn.Linear(2, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 1)
        ### END SOLUTION

    def forward(self, point):
        ### BEGIN SOLUTION
        x = F.leaky_relu(self.fc1(point), 0.2)
        x = F.leaky_relu(self.fc2(x), 0.2)
        return self.fc3(x)  # (N, 1)
        ### END SOLUTION
