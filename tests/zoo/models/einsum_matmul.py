# model: EinsumNet  input: 3x32x32
import torch
import torch.nn as nn


class EinsumNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Parameter(torch.randn(8, 3) * 0.3)
        self.rows = nn.Parameter(torch.randn(32, 16) * 0.1)
        self.cols = nn.Parameter(torch.randn(16, 32) * 0.1)
        self.head = nn.Parameter(torch.randn(8, 16, 16, 10) * 0.02)

    def forward(self, x):
        x = torch.einsum("nchw,dc->ndhw", x, self.mix).relu()
        x = torch.matmul(x, self.rows)
        x = torch.matmul(self.cols, x).tanh()
        gram = torch.einsum("bcij,bdij->bcd", x, x) / x.shape[-1] ** 2
        x = torch.einsum("bcd,bdij->bcij", gram.softmax(dim=-1), x)
        pair = torch.bmm(x.flatten(0, 1), x.flatten(0, 1).transpose(1, 2)).view_as(x)
        return torch.tensordot(x + pair, self.head, dims=3)
