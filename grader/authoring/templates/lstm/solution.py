# %% [markdown]
# # %assignment% · LSTM으로 문장 분류
#
# `Reader` 클래스의 빈칸을 채우십시오. (Fill in the class `Reader`.)

# %%
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence

# %% [markdown]
# ## 모델 (the model)
#
# `Embedding 16x16` → `LSTM 16x32` → 마지막 상태(the last state) → `32x4`
#
# `words`는 (N, 24)의 정수이고 0은 채움(padding)입니다. `lengths`는 (N,)이고 각 문장의 길이입니다.
# (`words` are whole numbers (N, 24), of which 0 is padding; `lengths` (N,) says how long each sequence is.)


# %%
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.table = nn.Embedding(16, 16, padding_idx=0)
        self.lstm = nn.LSTM(16, 32, batch_first=True)
        self.fc = nn.Linear(32, 4)
        ### END SOLUTION

    def forward(self, words, lengths):
        ### BEGIN SOLUTION
        steps = pack_padded_sequence(self.table(words), lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (state, _) = self.lstm(steps)
        return self.fc(state[-1])  # (N, 32) -> (N, 4)
        ### END SOLUTION
