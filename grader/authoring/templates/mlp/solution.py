# %% [markdown] lang="ko"
# # %assignment% · 다층 퍼셉트론
#
# `MLP` 클래스의 빈칸을 채우십시오: 펼치기(flatten) → `784x64` → ReLU → `64x32` → ReLU → `32x10`

# %% [markdown] lang="en"
# # %assignment% · A multilayer perceptron
#
# Fill in the gaps in the class `MLP`: flatten → `784x64` → ReLU → `64x32` → ReLU → `32x10`

# %%
import torch
import torch.nn as nn


# %%
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.fc1 = nn.Linear(784, 64)
        self.fc2 = nn.Linear(64, 32)
        self.fc3 = nn.Linear(32, 10)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = torch.relu(self.fc1(x.flatten(1)))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)  # (N, 10)
        ### END SOLUTION
