# %% [markdown] lang="ko"
# # %assignment% · 작은 CNN
#
# `Net` 클래스의 빈칸을 채우십시오.

# %% [markdown] lang="en"
# # %assignment% · A small CNN
#
# Fill in the gaps in the class `Net`.

# %%
import torch
import torch.nn as nn

# %% [markdown] lang="ko"
# ## 모델
#
# `[5x5x3]x8, s1, p0` → ReLU → `MaxPool, k2, s2` → 펼치기(flatten) → `1568x10`

# %% [markdown] lang="en"
# ## The model
#
# `[5x5x3]x8, s1, p0` → ReLU → `MaxPool, k2, s2` → flatten → `1568x10`


# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv = nn.Conv2d(3, 8, kernel_size=5)
        self.pool = nn.MaxPool2d(kernel_size=2)
        self.fc = nn.Linear(8 * 14 * 14, 10)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = self.pool(torch.relu(self.conv(x)))  # 8, 14, 14
        return self.fc(x.flatten(1))
        ### END SOLUTION
