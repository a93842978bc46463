# %% [markdown]
# # %assignment% · VAE로 숫자 그리기
#
# `VAE` 클래스의 빈칸을 채우십시오. (Fill in the class `VAE`.)

# %%
import torch
import torch.nn as nn

# %% [markdown]
# ## 모델 (the model)
#
# 인코더(encoder): `784x128` → ReLU → 평균(mean) `128x8`, 분산의 로그(log variance) `128x8`
#
# 코드(code): `mean + exp(log_variance / 2) * randn`
#
# 디코더(decoder): `8x128` → ReLU → `128x784` → Sigmoid
#
# `forward`는 복원한 이미지, 평균, 분산의 로그를 이 순서로 반환합니다.
# (`forward` returns the rebuilt image, the mean and the logarithm of the variance, in this order.)


# %%
class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.encode = nn.Linear(784, 128)
        self.mean = nn.Linear(128, 8)
        self.log_variance = nn.Linear(128, 8)
        self.decode = nn.Linear(8, 128)
        self.image = nn.Linear(128, 784)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        h = torch.relu(self.encode(x.flatten(1)))
        mean, log_variance = self.mean(h), self.log_variance(h)  # N, 8
        code = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
        image = torch.sigmoid(self.image(torch.relu(self.decode(code))))
        return image.view(-1, 1, 28, 28), mean, log_variance
        ### END SOLUTION
