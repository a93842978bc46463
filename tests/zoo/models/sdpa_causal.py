# model: CausalRows  input: 1x28x28
import torch.nn as nn
import torch.nn.functional as F


class CausalRows(nn.Module):
    def __init__(self, n_embd=32, n_head=4):
        super().__init__()
        self.n_head = n_head
        self.wte = nn.Linear(28, n_embd)
        self.c_attn = nn.Linear(n_embd, 3 * n_embd)
        self.c_proj = nn.Linear(n_embd, n_embd)
        self.head = nn.Linear(n_embd, 10)

    def forward(self, x):
        x = self.wte(x[:, 0])
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.n_head, C // self.n_head).transpose(1, 2) for t in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        return self.head(x[:, -1] + self.c_proj(y)[:, -1])
