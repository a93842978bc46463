"""What stands beside an operation that is not known is not held against a student."""

from grader.checks.unknown import beside_unknown
from tests.capture.submissions import believed, graph_of, run_one

MODEL = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3 * 8 * 8, 10)
    def forward(self, x):
        x = self.fc(x.flatten(1))
        x = torch.fft.irfft(torch.fft.rfft(x), n=10)
        return (x * 2).tanh()
"""


def test_beside_unknown_are_what_is_unknown_what_it_reads_and_what_reads_it() -> None:
    graph = graph_of(believed(run_one(MODEL)))
    found = {node.op: beside_unknown(graph, index) is not None for index, node in enumerate(graph.nodes)}
    assert found["opaque.default"]
    assert found["linear.default"]
    assert found["mul.Tensor"]
    assert not found["reshape.default"]
    assert not found["tanh.default"]
