# %% [markdown] lang="ko"
# # %assignment% · 샴 네트워크
#
# `Siamese` 클래스의 빈칸을 채우십시오. 두 이미지는 가중치가 같은 하나의 가지를 지납니다.
#
# `[5x5x1]x8, s1, p0` → ReLU → `MaxPool, k2, s2` → 펼치기(flatten) → `1152x32` → 유클리드 거리

# %% [markdown] lang="en"
# # %assignment% · A siamese network
#
# Fill in the gaps in the class `Siamese`. Both images go through one branch, with the same weights.
#
# `[5x5x1]x8, s1, p0` → ReLU → `MaxPool, k2, s2` → flatten → `1152x32` → the Euclidean distance

# %%
import torch
import torch.nn as nn
import torch.nn.functional as F


# %%
class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv = nn.Conv2d(1, 8, kernel_size=5)
        self.pool = nn.MaxPool2d(kernel_size=2)
        self.fc = nn.Linear(8 * 12 * 12, 32)
        ### END SOLUTION

    ### BEGIN SOLUTION
    def code(self, x):
        x = self.pool(torch.relu(self.conv(x)))  # 8, 12, 12
        return self.fc(x.flatten(1))
    ### END SOLUTION

    def forward(self, one, other):
        ### BEGIN SOLUTION
        return F.pairwise_distance(self.code(one), self.code(other), keepdim=True)  # N, 1
        ### END SOLUTION
