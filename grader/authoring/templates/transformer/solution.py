# %% [markdown]
# # %assignment% · 다음 단어를 맞히는 트랜스포머
#
# `Speaker` 클래스의 빈칸을 채우십시오. (Fill in the class `Speaker`.)

# %%
import torch
import torch.nn as nn

# %% [markdown]
# ## 모델 (the model)
#
# 단어와 자리의 `Embedding`(words and places): `20x32` + `16x32`
#
# 인코더 층 하나(one encoder layer): `MultiheadAttention 32, 4 heads, masked` → 더하기(add) → `LayerNorm` → `32x64` → ReLU →
# `64x32` → 더하기(add) → `LayerNorm`; 드롭아웃은 없습니다(no dropout)
#
# `32x20`


# %%
class Speaker(nn.Module):
    norm_first = False

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.words = nn.Embedding(20, 32)
        self.places = nn.Embedding(16, 32)
        self.layer = nn.TransformerEncoderLayer(
            32, nhead=4, dim_feedforward=64, dropout=0.0, batch_first=True, norm_first=self.norm_first
        )
        self.fc = nn.Linear(32, 20)
        ### END SOLUTION

    def forward(self, words):
        ### BEGIN SOLUTION
        steps = words.size(1)
        x = self.words(words) + self.places(torch.arange(steps, device=words.device))  # N, 16, 32
        later = nn.Transformer.generate_square_subsequent_mask(steps, device=words.device)
        return self.fc(self.layer(x, src_mask=later))  # N, 16, 20
        ### END SOLUTION


### BEGIN SOLUTION
class SpeakerPreNorm(Speaker):  # as right: normalise first, as GPT-2 does
    norm_first = True
### END SOLUTION
