"""Submissions that fail, misbehave or attack, in a real child."""

import pytest
from msgspec.structs import replace

from grader.analysis.layers import layers
from grader.capture.capture import capture
from grader.confinement.policy import Policy
from grader.records.capture_protocol import Broken, Captured, Outcome
from grader.records.graph import Graph, Remark
from grader.records.source import Line
from tests.hosts import shared

from .submissions import believed, graph_of, job, read, run, run_one

GOOD = """
class Good(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)
    def forward(self, x):
        return self.fc(x.flatten(1))
"""


def model(init: str = "pass", forward: str = "return self.fc(x.flatten(1))", name: str = "Net") -> str:
    """A model of one layer, with statements of its own in both methods. It begins on line 4."""
    return f"""class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)
        {init}
    def forward(self, x):
        {forward}
"""


def broken(outcome: Outcome) -> Broken:
    assert isinstance(outcome, Broken), outcome
    return outcome


# -- what ends a job, and only that ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("init", "reason"),
    [
        ("import os; os._exit(0)", "died"),
        ("import os; os.abort()", "died"),
        ("while True: pass", "timeout"),
    ],
)
def test_child_ended_by_a_job_costs_only_that_job(
    init: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.capture.capture.JOB_SECONDS", 4.0)
    outcomes = run(model(init) + GOOD)
    assert broken(outcomes["Net"]).reason == reason
    assert isinstance(outcomes["Good"], Captured)


def test_child_has_its_resident_memory_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.capture.capture.POLICY", Policy(resident=900_000_000))
    hog = "self.kept = []\n        while True: self.kept.append(torch.ones(5_000_000))"
    assert broken(run_one(model(hog))).reason == "memory"


@pytest.mark.parametrize(
    ("text", "stage", "reason"),
    [
        (model("import sys; sys.exit(0)"), "make", "exit"),
        (model("exit()"), "make", "exit"),
        (model("raise KeyboardInterrupt"), "make", "exit"),
        (model("input('how many layers? ')"), "make", "exception"),
        (model("torch.empty(10**13)"), "make", "memory"),
        (model("bytearray(10**13)"), "make", "memory"),
        (model(forward="self.fc(x.flatten(1))"), "output", "returns_none"),
        (model(forward="return x, x"), "output", "returns_several"),
        (model(forward="return {'a': x, 'b': x}"), "output", "returns_several"),
        (model(forward="return 1.5"), "output", "returns_other"),
        (model(forward="return x.tolist()"), "output", "returns_several"),
    ],
)
def test_child_reports_a_failure_by_stage_and_reason(text: str, stage: str, reason: str) -> None:
    outcome = broken(run_one(text))
    assert (outcome.stage, outcome.reason) == (stage, reason)


def test_child_reports_a_module_without_forward_as_such() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)
    def foward(self, x):
        return self.fc(x)
"""
    outcome = broken(run_one(text))
    assert (outcome.stage, outcome.reason) == ("forward", "no_forward")


def test_child_points_at_a_forward_that_stands_inside_another_method() -> None:
    text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)
        def forward(self, x):
            return self.fc(x)
"""
    outcome = broken(run_one(text))
    assert (outcome.reason, outcome.lines) == ("enclosed_forward", (Line(0, 9),))


def test_child_points_at_the_last_line_of_a_forward_that_returns_nothing() -> None:
    outcome = broken(run_one(model(forward="x = self.fc(x.flatten(1))")))
    assert (outcome.reason, outcome.lines) == ("returns_none", (Line(0, 10),))


def test_child_points_at_what_only_compiling_shows() -> None:
    outcome = broken(run_one(model() + "    return x\n"))
    assert (outcome.error, outcome.message, outcome.lines) == (
        "SyntaxError",
        "'return' outside function",
        (Line(0, 11),),
    )


def test_child_guesses_the_name_of_a_class_that_the_model_does_not_use() -> None:
    found = run("class Block(nn.Module): pass\n" + model(init="self.block = block()"))
    assert broken(found["Net"]).hint == "Block"


# -- exceptions ------------------------------------------------------------------------------------------


def test_child_exception_has_the_students_lines_and_a_suggestion() -> None:
    outcome = broken(run_one(model(forward="return self.fcc(x.flatten(1))")))
    assert (outcome.stage, outcome.reason, outcome.error) == ("forward", "exception", "AttributeError")
    assert outcome.hint == "fc"
    assert outcome.lines == (Line(0, 10),)


@pytest.mark.parametrize(
    ("forward", "meant"),
    [
        ("return self.fc(x.flaten(1))", "flatten"),
        ("return self.fc(torch.flattn(x, 1))", "flatten"),
        ("features = x.flatten(1); return self.fc(featurs)", "features"),
        ("return self.fc(f.relu(x))", ""),
        ("return self.head(x)", "self.head ="),
    ],
)
def test_child_suggests_a_similar_name_if_there_is_one(forward: str, meant: str) -> None:
    assert broken(run_one(model(forward=forward))).hint == meant


def test_child_exception_in_a_helper_shows_the_way_to_it() -> None:
    text = "def helper(x):\n    return x.view(-1, 7)\n" + model(forward="return self.fc(helper(x))")
    outcome = broken(run_one(text))
    assert outcome.error == "RuntimeError"
    assert outcome.lines == (Line(0, 12), Line(0, 5))


def test_child_exception_for_a_missing_super_is_on_its_line() -> None:
    text = """class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(192, 10)
    def forward(self, x):
        return self.fc(x)
"""
    outcome = broken(run_one(text))
    assert "before Module.__init__() call" in outcome.message
    assert outcome.lines == (Line(0, 6),)


def test_child_exception_that_cannot_be_printed_is_an_outcome() -> None:
    text = "class Odd(Exception):\n    def __str__(self):\n        raise ValueError('no words')\n" + model(
        "raise Odd()"
    )
    assert broken(run(text)["Net"]).stage == "make"


def test_child_reports_endless_recursion_as_an_exception() -> None:
    outcome = broken(run_one(model(forward="return self(x)")))
    assert outcome.error == "RecursionError"


# -- attacks ---------------------------------------------------------------------------------------------


def test_child_has_a_flood_of_output_drained() -> None:
    flood = "for _ in range(200): print('x' * 1_000_000)"
    assert isinstance(run_one(model(flood)), Captured)


def test_child_output_is_not_taken_for_a_result() -> None:
    forged = """
        import os
        line = '{"type":"broken","stage":"make","reason":"random"}'
        print(line, flush=True)
        os.write(1, line.encode() + b"\\n")
    """.strip()
    assert isinstance(run_one(model(forged)), Captured)


def test_child_junk_on_every_descriptor_is_invalid() -> None:
    guess = """
        import os
        for fd in range(3, 50):
            try:
                os.write(fd, b'{"type":"captured"}\\n')
            except OSError:
                pass
    """.strip()
    outcomes = run(model(guess))
    assert broken(outcomes["Net"]).reason in ("invalid", "died")


def test_child_environment_holds_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_PLANTED_SECRET", "hunter2")
    tell = "import os; raise ValueError(repr(dict(os.environ)))"
    outcome = broken(run_one(model(tell)))
    assert outcome.error == "ValueError"
    assert "PATH" in outcome.message
    assert "hunter2" not in outcome.message


# -- what is forgiven ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("init", "forward"),
    [
        ("self.cuda()", "return self.fc(x.cuda().flatten(1))"),
        ("self.to('cuda:0')", "return self.fc(x.to('cuda:0').flatten(1))"),
        (
            "self.fc = nn.Linear(192, 10, device='cuda:0')",
            "return self.fc(x.to(torch.device('cuda')).flatten(1))",
        ),
        ("pass", "return self.fc(x.flatten(1)) + torch.zeros(10, device='cuda')"),
    ],
)
def test_child_runs_a_model_that_asks_for_a_gpu_on_the_cpu(init: str, forward: str) -> None:
    assert graph_of(run_one(model(init, forward))).nodes[1].op == "linear.default"


def test_child_skips_weights_files_and_remarks_on_their_model_only() -> None:
    reads = "self.load_state_dict(torch.load('weights.pt'))"
    outcomes = run(model(reads) + GOOD)
    reader, other = (graph_of(outcomes[name]) for name in ("Net", "Good"))
    assert reader.remarks == (Remark("weights_file", Line(0, 8)),)
    assert other.remarks == ()


def test_child_gives_a_model_asked_for_twice_the_same_graph() -> None:
    source = read(GOOD)
    jobs = (job(source.candidates[0], (3, 8, 8)),) * 2
    first, second = capture(source, jobs, shared())
    assert first == second
    assert isinstance(graph_of(first), Graph)


# -- names of methods, and how far a model got -----------------------------------------------------------


def test_child_names_the_method_that_was_meant_as_forward() -> None:
    outcome = broken(run_one(model().replace("def forward", "def foward")))
    assert (outcome.reason, outcome.hint, outcome.lines) == ("no_forward", "foward", (Line(0, 9),))


def test_child_names_the_method_that_was_meant_as_init_if_it_makes_what_is_missing() -> None:
    outcome = broken(run_one(model().replace("def __init__", "def _init_")))
    assert (outcome.reason, outcome.hint, outcome.lines) == ("no_init", "_init_", (Line(0, 5),))
    other = model(forward="return self.head(x)").replace("def __init__", "def _init_")
    assert broken(run_one(other)).reason == "exception"


def test_child_exception_says_how_far_forward_got_and_where_its_layer_was_made() -> None:
    outcome = broken(run_one(model("self.last = nn.Linear(9, 3)", "return self.last(self.fc(x.flatten(1)))")))
    assert (outcome.operations, outcome.shapes) == (2, ((2, 3, 8, 8), (2, 192), (2, 10)))
    assert outcome.made == Line(0, 8)


def test_child_tells_the_first_error_at_once_where_no_other_batch_size_could_help() -> None:
    slow = "import time; time.sleep(0.5); return self.fc(x)"
    assert broken(run_one(model(forward=slow))).message.startswith("mat1 and mat2")


def test_child_shows_where_forward_returns_several_values() -> None:
    forward = "if x.dim() == 4:\n            return x, x\n        return x"
    assert broken(run_one(model(forward=forward))).lines == (Line(0, 11),)


# -- an argument that has no value -----------------------------------------------------------------------

OPEN = """class Net(nn.Module):
    def __init__(self, hidden, k):
        super().__init__()
        self.a, self.b = nn.Linear(192, hidden), nn.Linear(hidden, k)
    def forward(self, x):
        return self.b(self.a(x.flatten(1)))
"""


def with_ten_outputs(text: str) -> Outcome:
    source = read(text)
    wanted = replace(job(source.candidates[0], (3, 8, 8)), outputs=((10,),))
    return next(iter(capture(source, (wanted,), shared())))


@pytest.mark.parametrize(
    ("made", "expression"),
    [
        ("Net(20, len(data.classes))", "Net(hidden=20, k=10)"),
        ("Net(20, k=K)", "Net(20, k=10)"),
    ],
)
def test_argument_that_the_outputs_follow_is_their_number(made: str, expression: str) -> None:
    data = "data = torchvision.datasets.MNIST('.')\nK = len(data.classes)\n"
    outcome = with_ten_outputs(OPEN + "import torchvision\n" + data + f"net = {made}\n")
    assert isinstance(outcome, Captured), outcome
    assert outcome.made_by == expression


def test_argument_of_a_class_that_is_never_made_is_the_number_of_outputs() -> None:
    outcome = with_ten_outputs(OPEN.replace("self, hidden, k", "self, k, hidden=20"))
    assert isinstance(outcome, Captured), outcome
    assert outcome.made_by == "Net(k=10)"


def test_argument_that_the_outputs_do_not_follow_stays_open() -> None:
    data = "import torchvision\nH = len(torchvision.datasets.MNIST('.'))\n"
    assert broken(with_ten_outputs(OPEN + data + "net = Net(H, 10)\n")).error == "NameError"


def test_failure_that_does_not_depend_on_the_open_argument_is_told() -> None:
    wrong = OPEN.replace("nn.Linear(hidden, k)", "nn.Linear(hidden + 1, k)")
    data = "import torchvision\nK = len(torchvision.datasets.MNIST('.').classes)\n"
    outcome = broken(with_ten_outputs(wrong + data + "net = Net(20, K)\n"))
    assert (outcome.stage, outcome.error) == ("forward", "RuntimeError")


HIDDEN = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [{"block": (nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))}, nn.ReLU()]

    def forward(self, x):
        convolution, norm = self.layers[0]["block"]
        return self.layers[1](norm(convolution(x)))
"""


def test_child_finds_each_pass_alike_though_layers_in_a_list_keep_count() -> None:
    """A batch norm that torch does not see counts its batches from pass to pass."""
    graph = graph_of(believed(run_one(HIDDEN)))
    assert graph.batch is None
    assert [layer.kind for layer in layers(graph)] == ["Conv2d", "BatchNorm", "ReLU"]
    assert {tensor.kind for tensor in graph.tensors} == {"unregistered", "constant"}


def test_child_finds_no_batch_size_in_a_loop_over_the_images() -> None:
    """The model takes batches of any size; it is the Graph that cannot hold a loop."""
    outcome = broken(run_one(model(forward="return torch.stack([self.fc(each.flatten()) for each in x])")))
    assert (outcome.stage, outcome.reason, outcome.lines) == ("trace", "batch", (Line(0, 10),))
