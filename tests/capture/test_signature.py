"""Models that take several things, or return several, are recorded, computed and given gradients."""

import msgspec
import pytest
import torch
from torch import nn

from grader.capture.capture import as_asked, capture
from grader.capture.normal_form import normal_form
from grader.capture.replay import Replay, joined
from grader.capture.rows import cut, drawn, noise
from grader.capture.validate import Invalid, validate
from grader.records.capture_protocol import Broken, Job, Outcome
from grader.records.graph import Batch, Graph, Input, Signature
from grader.records.signature import Given, lengths, numbers, padding, row, tokens
from tests.capture import graphs
from tests.capture.submissions import HEADER, believed, graph_of, job, read
from tests.hosts import measuring, shared

TEXT = """
class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(30, 8, padding_idx=0)
        self.lstm = nn.LSTM(8, 12, batch_first=True)
        self.out = nn.Linear(12, 4)
    def forward(self, text, length):
        from torch.nn.utils.rnn import pack_padded_sequence
        packed = pack_padded_sequence(self.table(text), length, batch_first=True, enforce_sorted=False)
        return self.out(self.lstm(packed)[1][0][-1])

class Masked(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(30, 8)
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
        self.out = nn.Linear(8, 4)
    def forward(self, text, mask):
        y = self.layer(self.table(text), src_key_padding_mask=mask)
        return self.out(y.masked_fill(mask.unsqueeze(-1), 0).sum(1) / (~mask).sum(1, keepdim=True))

class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(6, 5)
    def forward(self, a, b):
        return (self.one(a).relu() - self.one(b).relu()).square().sum(1, keepdim=True)

class Conditional(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(10, 3)
        self.one = nn.Linear(9, 5)
    def forward(self, x, label):
        return self.one(torch.cat([x, self.table(label)], 1))

class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc, self.mu, self.var, self.dec = (nn.Linear(*s) for s in ((6, 5), (5, 2), (5, 2), (2, 6)))
    def forward(self, x):
        h = torch.relu(self.enc(x))
        mu, log_var = self.mu(h), self.var(h)
        z = mu + torch.exp(log_var / 2) * torch.randn_like(mu)
        return self.dec(z), mu, log_var

class VaeByName(Vae):
    def forward(self, x):
        y, mu, log_var = super().forward(x)
        return {"log_var": log_var, "mean": mu, "reconstruction": y, "loss": None}

class Short(Vae):
    def forward(self, x):
        return super().forward(x)[:2]
"""
TEXT_AND_LENGTH = (tokens(7, below=30), lengths())
NAMES = ("reconstruction", "mean", "log_var")
CALLS: dict[str, tuple[tuple[Given, ...], tuple[str, ...]]] = {
    "Words": (TEXT_AND_LENGTH, ()),
    "Masked": ((tokens(7, below=30), padding(7)), ()),
    "Pair": ((numbers(6), numbers(6)), ()),
    "Conditional": ((numbers(6), tokens(below=10)), ()),
    "Vae": ((), NAMES),
    "VaeByName": ((), NAMES),
    "Short": ((), NAMES),
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    source = read(TEXT)
    jobs = [
        msgspec.structs.replace(job(each, row(given) if given else (6,)), given=given, returns=names)
        for each in source.candidates
        for given, names in [CALLS[each.name]]
    ]
    found = capture(source, tuple(jobs), shared())
    return {each.name: believed(outcome) for each, outcome in zip(jobs, found, strict=True)}


def own_module(name: str) -> nn.Module:
    namespace: dict[str, object] = {}
    exec(HEADER + TEXT, namespace)
    torch.manual_seed(0)
    kind = namespace[name]
    assert isinstance(kind, type)
    module = kind()
    assert isinstance(module, nn.Module)
    return module


def replay_of(graph: Graph, module: nn.Module) -> Replay:
    replay, own = Replay(graph), dict(module.named_parameters())
    with torch.no_grad():
        for index, tensor in enumerate(graph.tensors):
            if tensor.kind == "parameter":
                replay.weight(index).copy_(own[tensor.name])
    return replay


def returned(module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """All that a module returns, in the order of the names."""
    found = module(*inputs)
    if isinstance(found, dict):
        found = tuple(found[name] for name in NAMES)
    return joined(found)


@torch.no_grad()
@pytest.mark.parametrize("name", ["Words", "Masked", "Pair", "Conditional", "Vae", "VaeByName"])
def test_replay_computes_what_a_model_makes_of_its_inputs(outcomes: dict[str, Outcome], name: str) -> None:
    graph = graph_of(outcomes[name])
    module = own_module(name)
    replay = replay_of(graph, module)
    for training in (False, True):
        module.train(training)
        replay.train(training)
        for size in (1, 2, 7):
            rows = noise(graph, size, seed=size)
            torch.manual_seed(3)
            expected = returned(module, cut(rows, graph.given))
            torch.manual_seed(3)
            found = joined(replay(rows))
            assert found.shape == expected.shape
            assert float((found - expected).abs().max()) < 1e-5


@pytest.mark.parametrize("name", ["Words", "Masked", "Pair", "Conditional", "Vae"])
def test_measuring_gives_each_weight_its_gradient(outcomes: dict[str, Outcome], name: str) -> None:
    graph = graph_of(outcomes[name])
    found = measuring().gradients(graph, noise(graph, 5, seed=0), 0)
    learned = {index for index, tensor in enumerate(graph.tensors) if tensor.kind == "parameter"}
    assert found.keys() == learned
    assert all(size > 0 for size in found.values())


def test_capture_names_what_forward_returns(outcomes: dict[str, Outcome]) -> None:
    one, other = (graph_of(outcomes[name]) for name in ("Vae", "VaeByName"))
    assert [each.name for each in one.further] == ["mean", "log_var"]
    assert normal_form(one) == normal_form(other)


def test_capture_says_that_forward_returns_too_little(outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes["Short"]
    assert isinstance(outcome, Broken)
    assert (outcome.reason, outcome.message) == ("returns_fewer", "reconstruction, mean, log_var")


def test_cut_finds_lengths_and_padding() -> None:
    text = torch.tensor([[3.0, 4, 0], [5, 0, 6], [0, 0, 0]])
    ids, length, mask = cut(text, (tokens(3, below=9), lengths(), padding(3)))
    assert ids.dtype == torch.int64
    assert length.tolist() == [2, 3, 1]
    assert mask.tolist() == [[False, False, True], [False, False, False], [False, True, True]]


def test_drawn_keeps_to_the_vocabulary_and_ends_sequences_early() -> None:
    generator = torch.Generator().manual_seed(0)
    found = drawn(9, (7,), TEXT_AND_LENGTH, lambda sizes: torch.randn(sizes, generator=generator))
    _, length = cut(found, TEXT_AND_LENGTH)
    assert int(found[0].min()) > 0
    assert int(found.max()) < 30
    assert int(length[0]) == 7
    assert len(set(length.tolist())) > 1


HOSTILE = {
    "rows of another size": ((3, 8, 7), (numbers(3, 8, 8),)),
    "a first input that is found from the rest": ((192,), (lengths(), numbers(192))),
    "lengths of nothing": ((2,), (numbers(), numbers(), lengths())),
    "a vocabulary of one": ((192,), (Given((192,), "tokens", 1),)),
    "an empty input": ((0,), (numbers(0),)),
    "a huge input": ((10**6,), (numbers(10**6),)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_validate_refuses_a_signature_that_cannot_be_cut(name: str) -> None:
    shape, given = HOSTILE[name]
    graph = msgspec.structs.replace(graphs.CLASSIFIER, input=(Batch(1), *shape), signature=Signature(given))
    with pytest.raises(Invalid):
        validate(graph)


def test_validate_refuses_an_input_that_is_not_given() -> None:
    with pytest.raises(Invalid):
        validate(graphs.replaced(output=Input(1)))


def test_a_graph_of_one_image_is_saved_as_before() -> None:
    saved = msgspec.json.encode(graphs.CLASSIFIER)
    assert b"signature" not in saved
    assert b'{"type":"input"}' in saved
    assert msgspec.json.decode(saved, type=Graph) == graphs.CLASSIFIER


def test_as_asked_refuses_a_graph_that_is_called_or_returns_otherwise(outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes["Pair"]
    asked = Job((), "Pair", "class", (), (12,), {}, given=CALLS["Pair"][0])
    assert as_asked(asked, outcome) == outcome
    for wrong in (
        msgspec.structs.replace(asked, given=()),
        msgspec.structs.replace(asked, returns=("a", "b")),
    ):
        assert as_asked(wrong, outcome) == Broken("trace", "invalid")
