"""What a model may name and does not need, in a real child: packages, people, devices, another precision."""

import pytest

from grader.records.capture_protocol import Broken, Captured
from grader.records.source import Line

from .submissions import run, run_one

FORWARD = "return self.fc(x.flatten(1))"


def model(before: str = "", init: str = "pass", forward: str = FORWARD, takes: str = "self, x") -> str:
    """A model of one layer, after statements of its own."""
    return f"""{before}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(192, 10)
        {init}
    def forward({takes}):
        {forward}
"""


def broken(text: str) -> Broken:
    outcome = run_one(text)
    assert isinstance(outcome, Broken), outcome
    return outcome


@pytest.mark.parametrize(
    "text",
    [
        model("from absent import Float", takes="self, x: Float[torch.Tensor, 'n c'] | None"),
        model("import absent.pyplot as plt", forward=f"if x is None: plt.imshow(x)\n        {FORWARD}"),
        model("import absent", forward=f"assert not isinstance(x, absent.Image); {FORWARD}"),
        model("try:\n    import absent\nexcept ImportError:\n    absent = None", "assert absent is None"),
        model("from jaxtyping import jaxtyped", forward=FORWARD).replace(
            "    def forward", "    @jaxtyped(typechecker=None)\n    def forward"
        ),
        model("import pytorch_lightning as pl", "self.save_hyperparameters(); print(self.hparams)").replace(
            "nn.Module", "pl.LightningModule"
        ),
        model(forward=f"import ipdb; ipdb.set_trace(); {FORWARD}"),
        model(forward=f"import pdb; pdb.set_trace(); breakpoint(); {FORWARD}"),
        model(forward=f"torch.cuda.synchronize(); torch.cuda.empty_cache(); {FORWARD}"),
        model(
            forward="a, b = (torch.cuda.Event(enable_timing=True) for _ in 'ab'); a.record(); b.record(); "
            f"print(a.elapsed_time(b), torch.cuda.max_memory_allocated()); {FORWARD}"
        ),
        model("torch.set_default_dtype(torch.float64)", forward="return self.fc(x.double().flatten(1))"),
        model("torch.set_default_tensor_type('torch.DoubleTensor')", forward=FORWARD),
        model("torch.set_default_tensor_type('torch.cuda.FloatTensor')", forward=FORWARD),
        model("import argparse\nargs = argparse.ArgumentParser().parse_args()", "print(args)"),
    ],
)
def test_child_runs_a_model_that_only_names_what_is_not_there(text: str) -> None:
    outcome = run_one(text)
    assert isinstance(outcome, Captured), outcome


@pytest.mark.parametrize("use", ["absent.rearrange(x)", "absent.f + x", "x[absent.n]", "list(absent.layers)"])
def test_child_tells_the_line_that_uses_a_package_that_is_not_there(use: str) -> None:
    outcome = broken(model("import absent", forward=f"x = {use}; {FORWARD}"))
    assert "No module named 'absent'" in outcome.message
    assert outcome.lines[-1] == Line(0, 11)


@pytest.mark.parametrize("wrong", ["from torch import nnn", "import torch.nnn", "from absent import *"])
def test_child_fails_at_an_import_that_no_stand_in_can_take(wrong: str) -> None:
    outcome = broken(model(init=f"exec({wrong!r})") if "*" in wrong else model(init=wrong))
    assert outcome.error in ("ImportError", "ModuleNotFoundError")


def test_child_tells_a_base_class_that_is_not_there() -> None:
    outcome = broken(model("import absent").replace("nn.Module", "absent.Module"))
    assert (outcome.error, outcome.lines[-1]) == ("ModuleNotFoundError", Line(0, 5))


def test_child_tells_a_required_argument_at_its_line() -> None:
    parser = (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--n', required=True)\n"
    )
    outcome = broken(model(parser + "args = parser.parse_args()", "print(args.n)"))
    assert "required: --n" in outcome.message
    assert outcome.lines[-1] == Line(0, 7)


def test_child_keeps_double_a_mistake_without_the_setting() -> None:
    wrong = model(forward="return self.fc(x.double().flatten(1))")
    assert isinstance(run_one(wrong), Broken)
    other = model("torch.set_default_dtype(torch.float64)").replace("Net", "Other")
    outcomes = run(other + wrong.replace("class Net", "torch.set_default_dtype(torch.float32)\nclass Net"))
    assert isinstance(outcomes["Net"], Broken)


def test_child_tells_where_a_forward_that_takes_more_begins() -> None:
    outcome = broken(model(takes="self, x, labels"))
    assert (outcome.stage, outcome.lines) == ("forward", (Line(0, 10),))


def test_functions_of_devices_that_do_nothing_are_told_apart_by_the_compiler() -> None:
    # torchvision imports it, and it refuses one function under two names
    assert isinstance(run_one(model("from torchvision import models")), Captured)
