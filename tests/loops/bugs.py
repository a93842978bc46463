"""Seeded bugs of a training loop, each in three styles: at top level, in a function, in a class with `fit`.

A bug is a few edits of the right loop; `# HERE` marks the lines that a finding may point at first.
"""

# ruff: noqa: E501 - an edit reads best on one line

import re
from dataclasses import dataclass

HEAD = """\
import copy
import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 20)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(20, 10)
    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x.flatten(1)))))

train_set = datasets.MNIST("data", train=True, transform=transforms.ToTensor(), download=True)
test_set = datasets.MNIST("data", train=False, transform=transforms.ToTensor())
"""
SETUP = """\
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=64)
model = Net()
"""
LOOP = """\
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
scheduler = StepLR(optimizer, step_size=2)
best, best_state = -1.0, None
for epoch in range(4):
    model.train()
    for images, labels in train_loader:
        optimizer.zero_grad()
        outputs = model(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
    scheduler.step()
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in test_loader:
            predicted = model(images).argmax(dim=1)
            correct += (predicted == labels).sum().item()
            total += labels.size(0)
    accuracy = correct / total
    print(f"epoch {epoch}: {accuracy:.4f}")
    if accuracy > best:
        best, best_state = accuracy, copy.deepcopy(model.state_dict())
model.load_state_dict(best_state)
"""
STYLES = ("cells", "function", "fit")


@dataclass(frozen=True)
class Bug:
    """A bug: what it is called, the check that finds it, and pairs of a text and its replacement."""

    name: str
    check: str
    edits: tuple[tuple[str, str], ...]

    def loop(self) -> tuple[str, str]:
        """Return the set-up and the loop with the bug."""
        setup, loop = SETUP, LOOP
        for old, new in self.edits:
            assert (setup + loop).count(old) == 1, (self.name, old)
            setup, loop = setup.replace(old, new), loop.replace(old, new)
        return setup, loop


def written(setup: str, loop: str, style: str) -> str:
    """Return a whole program in a style."""
    body = "".join("    " + line + "\n" for line in loop.splitlines())
    if style == "cells":
        return HEAD + setup + loop
    if style == "function":
        return (
            HEAD
            + setup
            + "def train(model, train_loader, test_loader):\n"
            + body
            + "train(model, train_loader, test_loader)\n"
        )
    own = re.sub(r"\b(model|criterion|optimizer|scheduler|best|best_state)\b", r"self.\1", body)
    inner = "".join("    " + line + "\n" for line in own.splitlines())
    return (
        HEAD + setup + "class Trainer:\n    def __init__(self, model):\n        self.model = model\n"
        "    def fit(self, train_loader, test_loader):\n"
        + inner
        + "Trainer(model).fit(train_loader, test_loader)\n"
    )


BUGS = (
    Bug("trains on the test data", "data", ((
        "for images, labels in train_loader:", "for images, labels in test_loader:  # HERE"),)),
    Bug("trains on both", "data", ((
        "            total += labels.size(0)\n",
        "            total += labels.size(0)\n    for images, labels in test_loader:  # HERE\n        optimizer.zero_grad()\n"
        "        criterion(model.train()(images), labels).backward()\n        optimizer.step()\n    model.eval()\n"),)),
    Bug("no zero_grad", "zeroes", (
        ("        optimizer.zero_grad()\n", ""), ("loss.backward()", "loss.backward()  # HERE"))),
    Bug("zero_grad once an epoch", "zeroes", (
        ("        optimizer.zero_grad()\n", ""), ("    model.train()\n", "    model.train()\n    optimizer.zero_grad()\n"),
        ("loss.backward()", "loss.backward()  # HERE"))),
    Bug("zero_grad before the loop alone", "zeroes", (
        ("        optimizer.zero_grad()\n", ""), ("for epoch in", "optimizer.zero_grad()\nfor epoch in"),
        ("loss.backward()", "loss.backward()  # HERE"))),
    Bug("zero_grad between backward and step", "steps", (
        ("        optimizer.zero_grad()\n", ""),
        ("        loss.backward()\n        optimizer.step()", "        loss.backward()\n        optimizer.zero_grad()\n        optimizer.step()  # HERE"))),
    Bug("no backward", "backward", (
        ("        loss.backward()\n", ""), ("loss = criterion(outputs, labels)", "loss = criterion(outputs, labels)  # HERE"))),
    Bug("no step", "steps", (
        ("        optimizer.step()\n", ""), ("loss.backward()", "loss.backward()  # HERE"))),
    Bug("step before backward", "steps", (
        ("        loss.backward()\n        optimizer.step()", "        optimizer.step()  # HERE\n        loss.backward()"),)),
    Bug("optimizes another model", "model", (
        ("model.parameters(), lr=0.05, momentum=0.9)", "Net().parameters(), lr=0.05, momentum=0.9)  # HERE"),)),
    Bug("optimizes the last layer alone", "model", (
        ("model.parameters(), lr=0.05, momentum=0.9)", "model.fc2.parameters(), lr=0.05, momentum=0.9)  # HERE"),)),
    Bug("model replaced after the optimizer was made", "model", (
        ("momentum=0.9)\n", "momentum=0.9)  # HERE\nmodel = Net()\n"),)),
    Bug("optimizer made in every epoch", "anew", (
        ("optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)\nscheduler = StepLR(optimizer, step_size=2)\n", ""),
        ("    model.train()\n", "    model.train()\n    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)  # HERE\n"),
        ("    scheduler.step()\n", ""))),
    Bug("detached output", "backward", (
        ("outputs = model(images)", "outputs = model(images).detach().requires_grad_()"),
        ("loss.backward()", "loss.backward()  # HERE"))),
    Bug("no eval()", "modes", (
        ("    model.eval()\n", ""), ("predicted = model(images).argmax(dim=1)", "predicted = model(images).argmax(dim=1)  # HERE"))),
    Bug("train() before the loop alone", "modes", (
        ("    model.train()\n", ""), ("for epoch in", "model.train()\nfor epoch in"),
        ("outputs = model(images)", "outputs = model(images)  # HERE"))),
    Bug("no no_grad", "no_grad", (
        ("    with torch.no_grad():\n", "    if True:\n"),
        ("predicted = model(images).argmax(dim=1)", "predicted = model(images).argmax(dim=1)  # HERE"))),
    Bug("softmax before cross entropy", "loss", (
        ("loss = criterion(outputs, labels)", "loss = criterion(outputs.softmax(dim=1), labels)  # HERE"),)),
    Bug("softmax from nn before cross entropy", "loss", (
        ("criterion = nn.CrossEntropyLoss()", "criterion = nn.CrossEntropyLoss()\nactivation = nn.Softmax(dim=1)"),
        ("loss = criterion(outputs, labels)", "outputs = activation(outputs)\n        loss = criterion(outputs, labels)  # HERE"))),
    Bug("arguments swapped", "loss", (
        ("loss = criterion(outputs, labels)", "loss = criterion(nn.functional.one_hot(labels, 10).float(), outputs.softmax(1))  # HERE"),)),
    Bug("nll_loss of probabilities", "loss", (
        ("nn.CrossEntropyLoss()", "nn.NLLLoss()"),
        ("loss = criterion(outputs, labels)", "loss = criterion(outputs.softmax(dim=1), labels)  # HERE"))),
    Bug("mean of the batches' accuracies", "accuracy", (
        ("correct += (predicted == labels).sum().item()", "correct += (predicted == labels).float().mean().item()"),
        ("total += labels.size(0)", "total += 1"), ('print(f"epoch {epoch}: {accuracy:.4f}")', 'print(f"epoch {epoch}: {accuracy:.4f}")  # HERE'))),
    Bug("hits per batch", "accuracy", (
        ("accuracy = correct / total", "accuracy = correct / len(test_loader)"),
        ('print(f"epoch {epoch}: {accuracy:.4f}")', 'print(f"epoch {epoch}: {accuracy:.4f}")  # HERE'))),
    Bug("hits per full batch", "accuracy", (
        ("accuracy = correct / total", "accuracy = correct / (len(test_loader) * 64)"),
        ('print(f"epoch {epoch}: {accuracy:.4f}")', 'print(f"epoch {epoch}: {accuracy:.4f}")  # HERE'))),
    Bug("the last batch alone", "accuracy", (
        ("        for images, labels in test_loader:\n", "        for images, labels in test_loader:\n            correct, total = 0, 0\n"),
        ('print(f"epoch {epoch}: {accuracy:.4f}")', 'print(f"epoch {epoch}: {accuracy:.4f}")  # HERE'))),
    Bug("drops the last batch of the test", "accuracy", (
        ("DataLoader(test_set, batch_size=64)", "DataLoader(test_set, batch_size=64, drop_last=True)  # HERE"),)),
    Bug("leaves the test after a batch", "accuracy", (
        ("predicted = model(images).argmax(dim=1)", "predicted = model(images).argmax(dim=1)  # HERE"),
        ("            total += labels.size(0)\n", "            total += labels.size(0)\n            break\n"))),
    Bug("measures on the training data", "tested", (
        ("for images, labels in test_loader:", "for images, labels in train_loader:  # HERE"),)),
    Bug("another learning rate", "settings", (("lr=0.05, momentum=0.9)", "lr=0.5, momentum=0.9)  # HERE"),)),
    Bug("no momentum", "settings", (("lr=0.05, momentum=0.9)", "lr=0.05)  # HERE"),)),
    Bug("Adam", "settings", (("torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)", "torch.optim.Adam(model.parameters(), lr=0.05)  # HERE"),)),
    Bug("one epoch too few", "epochs", (
        ("range(4)", "range(1, 4)"), ("for images, labels in train_loader:", "for images, labels in train_loader:  # HERE"))),
    Bug("schedule stepped after every batch", "schedule", (
        ("    scheduler.step()\n", ""), ("        optimizer.step()\n", "        optimizer.step()\n        scheduler.step()  # HERE\n"))),
    Bug("schedule never stepped", "schedule", (
        ("    scheduler.step()\n", ""), ("step_size=2)", "step_size=2)  # HERE"))),
    Bug("best weights not copied", "kept", (
        ("copy.deepcopy(model.state_dict())", "model.state_dict()"),
        ("model.load_state_dict(best_state)", "model.load_state_dict(best_state)  # HERE"))),
    Bug("training data not shuffled", "shuffled", (
        ("DataLoader(train_set, batch_size=64, shuffle=True)", "DataLoader(train_set, batch_size=64)  # HERE"),)),
)  # fmt: skip
