"""Rehearsing a loop: what is called, what is stood in for, and how it ends."""

from pathlib import Path

import pytest

from grader import intake
from grader.analysis.event_questions import passes, those
from grader.capture.rehearsing import done
from grader.checks.code_evidence import CodeAttempt
from grader.checks.loops import accuracy, running
from grader.checks.verdict import Failed, Withheld
from grader.records.capture_protocol import Broken
from grader.records.event_log import EventLog, ForwardRun, LoaderMade, StepTaken, TextPrinted, ValueReturned
from grader.records.rehearsal_protocol import Rehearsal
from grader.records.source import Source
from tests.hosts import shared
from tests.loops.asking import QUESTIONS, findings, rehearsed

TRAIN = """\
import torch
import torch.nn.functional as F

def train(net, loader, n_epochs, lr):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    net.train()
    for _ in range(n_epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
"""
WORDS = ("model", "train_loader", "epochs", "learning_rate")


def read(text: str, folder: Path) -> Source:
    file = folder / "loop.py"
    file.write_text(text, encoding="utf-8")
    return intake.read(file)


def called(
    text: str, name: str, words: tuple[str, ...], folder: Path, make: tuple[str, ...] = ()
) -> EventLog:
    source = read(text, folder)
    owner = name.partition(".")[0]
    (found,) = [each for each in source.definitions if each.name == owner]
    return rehearsed(source, Rehearsal(found.statements, name, words, make, epochs=3))


def test_a_function_is_called_by_the_names_of_its_arguments(tmp_path: Path) -> None:
    log = called(TRAIN, "train", WORDS, tmp_path)

    assert log.failure is None
    assert passes(log) == {0: 3}
    assert findings(log, {"runs": QUESTIONS["runs"], "data": QUESTIONS["data"]}) == {}


def test_a_function_with_names_of_its_own_is_called_in_the_order_that_was_promised(tmp_path: Path) -> None:
    text = TRAIN.replace("net, loader, n_epochs, lr", "a, b, c, d").replace("net", "a")
    text = text.replace("in loader", "in b").replace("n_epochs", "c").replace("lr=lr", "lr=d")

    assert passes(called(text, "train", WORDS, tmp_path)) == {0: 3}


def test_a_method_is_called_of_an_object_that_is_made(tmp_path: Path) -> None:
    text = TRAIN.replace("def train(net, ", "def train(self, net, ").replace("\n", "\n    ")
    text = text.replace(
        "import torch\n    import torch.nn.functional as F\n",
        "import torch\nimport torch.nn.functional as F\nclass Trainer:\n",
    )

    assert passes(called(text, "Trainer.train", WORDS, tmp_path)) == {0: 3}


def test_what_an_evaluation_returns_is_compared_with_the_hits(tmp_path: Path) -> None:
    text = """\
import torch
def evaluate(model, test_loader):
    model.eval()
    rates = []
    with torch.no_grad():
        for x, y in test_loader:
            rates.append((model(x).argmax(1) == y).float().mean().item())
    return sum(rates) / len(rates)

def train(model, train_loader, test_loader, optimizer, criterion):
    for x, y in train_loader:
        model.train()
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    return evaluate(model, test_loader)
"""
    words = ("model", "train_loader", "test_loader", "optimizer", "criterion")

    log = called(text, "train", words, tmp_path)

    assert those(log, ValueReturned)
    with pytest.raises(Failed, match="mean of the batches"):
        accuracy.over_all_images(log)


def test_the_last_batch_is_as_large_as_the_real_data_leave_it(tmp_path: Path) -> None:
    text = """\
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
data = datasets.CIFAR10("x", train=True, transform=transforms.ToTensor())
print(len(data))
net = nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))
for x, y in DataLoader(data, batch_size=128):
    nn.functional.cross_entropy(net(x), y).backward()
"""
    log = rehearsed(read(text, tmp_path))

    assert [event.text for event in those(log, TextPrinted)] == ["50000"]
    assert [event.images for event in those(log, ForwardRun)] == [128, 128, 50_000 % 128]
    assert [event.splits for event in those(log, LoaderMade)] == [("train",)]


def test_a_step_by_the_students_own_lines_is_seen(tmp_path: Path) -> None:
    text = TRAIN.replace("optimizer.step()", "[p.data.sub_(lr * p.grad) for p in net.parameters()]")

    assert None in {event.optimizer for event in those(called(text, "train", WORDS, tmp_path), StepTaken)}


def test_an_error_is_told_with_the_students_line(tmp_path: Path) -> None:
    text = TRAIN.replace("F.cross_entropy(net(x), y)", "F.cross_entropy(net(x.T), y)")

    log = called(text, "train", WORDS, tmp_path)

    with pytest.raises(Failed) as verdict:
        running.trains_something(log)
    assert [line.line for line in verdict.value.finding.at if line] == [10]


def test_a_file_that_is_not_there_calls_a_person(tmp_path: Path) -> None:
    text = "import torch\n" + TRAIN + "rows = open('data.csv').read()\ntrain(rows, rows, 1, 0.1)\n"

    with pytest.raises(Withheld):
        running.trains_something(rehearsed(read(text, tmp_path)))


def test_a_statement_that_fails_and_trains_nothing_is_passed_over(tmp_path: Path) -> None:
    text = """\
import torch
print(undefined)
from google.colab import drive
drive.mount('/content')
net = torch.nn.Linear(3, 2)
torch.nn.functional.cross_entropy(net(torch.rand(4, 3)), torch.tensor([0, 1, 0, 1])).backward()
"""
    assert rehearsed(read(text, tmp_path)).failure is None


def test_a_loop_that_goes_on_for_long_is_cut_and_what_it_did_counts(tmp_path: Path) -> None:
    source = read(TRAIN, tmp_path)
    (found,) = source.definitions

    log = rehearsed(source, Rehearsal(found.statements, "train", WORDS, epochs=100_000, seconds=1.0))

    assert log.cut
    assert passes(log)[0] > 1


def test_a_notebook_without_training_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="No training loop ran"):
        running.trains_something(rehearsed(read(TRAIN, tmp_path)))


def test_a_function_that_nobody_wrote_is_told_so() -> None:
    with pytest.raises(Failed, match="There is no function train"):
        running.runs(CodeAttempt("train", None, None))


def test_an_endless_loop_without_events_ends_as_a_timeout(tmp_path: Path) -> None:
    source = read("def train(model):\n    while True:\n        pass\n", tmp_path)
    (found,) = source.definitions

    outcome = done(source, Rehearsal(found.statements, "train", ("model",), seconds=-1.6), shared())

    assert isinstance(outcome, Broken)
    with pytest.raises(Failed, match="does not end"):
        running.runs(CodeAttempt("train", found, outcome))
