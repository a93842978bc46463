# %% [markdown]
# # %assignment% · 표의 회귀
#
# `Regressor` 클래스의 빈칸을 채우십시오. (Fill in the class `Regressor`.)

# %%
import torch
import torch.nn as nn

# %% [markdown]
# ## 모델 (the model)
#
# `8x64` → ReLU → `64x64` → ReLU → `64x1`
#
# 마지막 층 뒤에는 활성화 함수가 없습니다: 답은 어떤 수든 될 수 있습니다.
# (No activation after the last layer: the answer may be any number.)


# %%
class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.fc1 = nn.Linear(8, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)  # (N, 1)
        ### END SOLUTION
