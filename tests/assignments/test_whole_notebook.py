"""One notebook in the lab's style, with models, training loop and accuracy, graded from end to end."""

import re
from pathlib import Path

import nbformat
import pytest

from tests.assignments.switching import Switch, switched
from tests.cli import here

__all__ = ["switched"]

pytestmark = pytest.mark.slow

CELLS = (
    "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
    "from torchvision import datasets, transforms\n"
    'device = "cuda" if torch.cuda.is_available() else "cpu"',
    "tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)])\n"
    'trainset = datasets.CIFAR10("./data", train=True, transform=tf, download=True)\n'
    'testset = datasets.CIFAR10("./data", train=False, transform=tf, download=True)\n'
    "trainloader = torch.utils.data.DataLoader(trainset, batch_size=32, shuffle=True)\n"
    "testloader = torch.utils.data.DataLoader(testset, batch_size=32)",
    """class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 32, 5)
        self.b = nn.Conv2d(32, 32, 5)
        self.fc = nn.Linear(32 * 24 * 24, 10)

    def forward(self, x):
        return self.fc(torch.flatten(self.b(self.a(x)), 1))""",
    """class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.view(-1, 400)))
        return self.fc3(F.relu(self.fc2(x)))""",
    "net = LeNet5().to(device)\nloss_fn = nn.CrossEntropyLoss()\n"
    "opt = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)",
    """for epoch in range(2):
    net.train()
    running = 0.0
    for i, (images, labels) in enumerate(trainloader):
        images, labels = images.to(device), labels.to(device)
        opt.zero_grad()
        loss = loss_fn(net(images), labels)
        loss.backward()
        opt.step()
        running += loss.item()
    print(f"epoch {epoch + 1}: {running / len(trainloader):.3f}")""",
    """net.eval()
right = 0
with torch.no_grad():
    for images, labels in testloader:
        images, labels = images.to(device), labels.to(device)
        right += (net(images).argmax(1) == labels).sum().item()
print("accuracy", right / len(testset))""",
)


def notebook(path: Path, *changes: tuple[str, str]) -> Path:
    """Write the notebook, with pieces of its code replaced."""
    cells = list(CELLS)
    for old, new in changes:
        (place,) = [n for n, cell in enumerate(cells) if old in cell]
        cells[place] = cells[place].replace(old, new)
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(made, path)
    return path


@pytest.mark.parametrize(("lang", "loop"), [("ko", "학습 반복문"), ("en", "The training loop")])
def test_whole_notebook_is_graded_with_its_training_loop(
    switched: Switch, tmp_path: Path, lang: str, loop: str
) -> None:
    switched("assignment1", "GRADED_LOOP")
    file = notebook(tmp_path / "hw.ipynb")
    said = here.grade("assignment1", file, "--no-training", "--lang", lang, "--course", tmp_path)
    assert re.search(r"LeNet-5 ─+ 72 / 80", said.stdout)  # all but the training
    assert re.search(rf"{loop} ─+ 15 / 15", said.stdout)
    assert said.stderr == ""


@pytest.mark.parametrize(
    ("old", "new", "lost", "line"),
    [
        ("        opt.zero_grad()\n", "", "Gradients are zeroed for every step", "loss.backward()"),
        (
            "enumerate(trainloader)",
            "enumerate(testloader)",
            "It trains on the training data alone",
            "testloader",
        ),
        (
            "loss_fn(net(images), labels)",
            "loss_fn(net(images).softmax(1), labels)",
            "The loss gets logits and labels",
            "softmax",
        ),
    ],
)
def test_whole_notebook_with_a_bug_in_its_loop_keeps_the_points_of_its_models(
    switched: Switch, tmp_path: Path, old: str, new: str, lost: str, line: str
) -> None:
    switched("assignment1", "GRADED_LOOP")
    file = notebook(tmp_path / "hw.ipynb", (old, new))
    said = here.grade("assignment1", file, "--no-training", "--lang", "en", "--course", tmp_path).stdout
    assert re.search(r"LeNet-5 ─+ 72 / 80", said)
    assert re.search(r"The training loop ─+ 13 / 15", said)
    section = said[said.index("The training loop ─") : said.index("Next step")]
    assert f"✗  {lost}" in section
    assert re.search(r"cell 6, line \d+: ", section)
    assert line in section
