"""Recurrent layers, tables and attention in the list of layers, however they are written."""

import pytest
import torch
from torch import nn

from grader.analysis.alignment import align
from grader.analysis.layers import Layer, layers, parameters
from tests.capture.submissions import believed, graph_of, run

TEXT = """
class Stacked(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 12, num_layers=2, dropout=0.2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(24, 5)
    def forward(self, x):
        return self.out(self.lstm(x[:, 0])[0][:, -1])

class OneLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 12, bidirectional=True, batch_first=True)
        self.out = nn.Linear(24, 5)
    def forward(self, x):
        return self.out(self.lstm(x[:, 0])[0][:, -1])

class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(8, 12)
        self.out = nn.Linear(12, 5)
    def forward(self, x):
        h = torch.zeros(x.size(0), 12)
        for t in range(8):
            h = self.cell(x[:, 0, t], h)
        return self.out(h)

class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(8, 12, nonlinearity="relu", bias=False, batch_first=True)
        self.out = nn.Linear(12, 5)
    def forward(self, x):
        return self.out(self.rnn(x[:, 0])[1][0])

class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(20, 6, padding_idx=0)
        self.bag = nn.EmbeddingBag(20, 6, mode="sum")
        self.out = nn.Linear(12, 5)
    def forward(self, x):
        words = (x[:, 0, 0].clamp(0, 1) * 19).long()
        return self.out(torch.cat([self.table(words).mean(1), self.bag(words)], 1))

class Module(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.MultiheadAttention(8, 2, batch_first=True)
        self.out = nn.Linear(8, 5)
    def forward(self, x):
        x = x[:, 0]
        return self.out(self.heads(x, x, x, need_weights=False)[0].mean(1))

class ByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.last = nn.Linear(8, 8)
        self.out = nn.Linear(8, 5)
    def forward(self, x):
        x = x[:, 0]
        q, k, v = (p.view(-1, 8, 2, 4).transpose(1, 2) for p in self.qkv(x).chunk(3, -1))
        chances = torch.softmax(q @ k.transpose(2, 3) / 2.0, -1)
        return self.out(self.last((chances @ v).transpose(1, 2).reshape(-1, 8, 8)).mean(1))

class Causal(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.last = (nn.Linear(8, 8, bias=False) for _ in range(4))
        self.out = nn.Linear(8, 5)
    def forward(self, x):
        x = x[:, 0]
        q, k, v = (f(x).view(-1, 8, 4, 2).transpose(1, 2) for f in (self.q, self.k, self.v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(self.last(y.transpose(1, 2).flatten(2)).mean(1))
"""


@pytest.fixture(scope="module")
def listed() -> dict[str, tuple[Layer, ...]]:
    graphs = {name: graph_of(believed(outcome)) for name, outcome in run(TEXT).items()}
    for graph in graphs.values():
        counted = sum(layer.weights + layer.biases for layer in layers(graph))
        assert counted == parameters(graph)
    return {name: layers(graph) for name, graph in graphs.items()}


@pytest.mark.parametrize(
    ("name", "notation"),
    [
        ("Stacked", ["LSTM 8x12, 2 layers, both directions, dropout 0.2", "24x5"]),
        ("Loop", ["GRUCell 8x12", "12x5"]),
        ("Plain", ["RNN 8x12, ReLU, bias=False", "12x5"]),
        ("Words", ["Embedding 20x6", "EmbeddingBag 20x6", "12x5"]),
        ("Module", ["MultiheadAttention 8, 2 heads", "8x5"]),
        ("ByHand", ["MultiheadAttention 8, 2 heads", "8x5"]),
        ("Causal", ["MultiheadAttention 8, 4 heads, masked, bias=False", "8x5"]),
    ],
)
def test_layers_lists_a_layer_of_sequences_once(
    listed: dict[str, tuple[Layer, ...]], name: str, notation: list[str]
) -> None:
    assert [layer.notation for layer in listed[name] if layer.weights] == notation


def test_layers_counts_weights_and_biases_as_torch_does(listed: dict[str, tuple[Layer, ...]]) -> None:
    lstm = nn.LSTM(8, 12, num_layers=2, bidirectional=True)
    found = next(layer for layer in listed["Stacked"] if layer.kind == "LSTM")
    own = [torch.tensor([p.numel() for p in lstm.parameters() if p.dim() == rank]).sum() for rank in (2, 1)]
    assert [found.weights, found.biases] == own


def test_align_pairs_an_lstm_with_one_of_fewer_layers(listed: dict[str, tuple[Layer, ...]]) -> None:
    _, pairs = align(listed["OneLayer"], listed["Stacked"])
    changed = [pair for pair in pairs if pair.kind != "same"]
    assert [pair.kind for pair in changed] == ["changed"]
    assert changed[0].student is not None
    assert changed[0].student.notation == "LSTM 8x12, both directions"


def test_align_takes_attention_by_hand_for_the_module(listed: dict[str, tuple[Layer, ...]]) -> None:
    _, pairs = align(listed["ByHand"], listed["Module"])
    weighted = [pair for pair in pairs if pair.expected and pair.expected.weights]
    assert [pair.kind for pair in weighted] == ["same", "same"]
