# %% [markdown] lang="ko"
# # %assignment% · 다음 글자를 맞히는 RNN
#
# `Babbler` 클래스의 빈칸을 채우십시오: `Embedding 20x16` → `RNN 16x48` → 단계마다 `48x20`
#
# `tokens`는 (N, 16)의 정수입니다.

# %% [markdown] lang="en"
# # %assignment% · An RNN for the next token
#
# Fill in the gaps in the class `Babbler`: `Embedding 20x16` → `RNN 16x48` → `48x20` for every step
#
# `tokens` are whole numbers (N, 16).

# %%
import torch
import torch.nn as nn


# %%
class Babbler(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.table = nn.Embedding(20, 16)
        self.rnn = nn.RNN(16, 48, batch_first=True)
        self.fc = nn.Linear(48, 20)
        ### END SOLUTION

    def forward(self, tokens):
        ### BEGIN SOLUTION
        states, _ = self.rnn(self.table(tokens))  # N, 16, 48
        return self.fc(states)
        ### END SOLUTION
