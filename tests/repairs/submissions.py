"""Submissions for the tests of repairs, written as edits of right ones, and their repairs."""

from pathlib import Path

from grader.base.progress import silent
from grader.checks import Assignment
from grader.grading.grade import Listener, grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.repair import Repair
from grader.records.report import Report
from grader.records.source import Source
from grader.repairs.repairing import Repairing
from grader.repairs.text_edits import applied
from tests.hosts import shared

NO_TRAINING = Settings(data=("standin",), device="cpu", training=False)

LENET = """import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)
"""

SEQUENTIAL = """from torch import nn


class LeNet5(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(),
            nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, classes)
        )

    def forward(self, x):
        return self.classifier(self.features(x))
"""

UNET = """import torch
import torch.nn as nn
import torch.nn.functional as F


class SegUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1 = nn.Conv2d(3, 8, 5, padding=2)
        self.enc2 = nn.Conv2d(8, 16, 5, padding=2)
        self.mid = nn.Conv2d(16, 32, 5, padding=2)
        self.up2 = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.dec2 = nn.Conv2d(32, 16, 5, padding=2)
        self.up1 = nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)
        self.dec1 = nn.Conv2d(16, 8, 5, padding=2)
        self.last = nn.Conv2d(8, 11, 1)

    def forward(self, x):
        e1 = F.relu(self.enc1(x))
        e2 = F.relu(self.enc2(F.max_pool2d(e1, 2)))
        m = F.relu(self.mid(F.max_pool2d(e2, 2)))
        d2 = torch.cat([self.up2(m), e2], dim=1)
        d2 = F.relu(self.dec2(d2))
        d1 = torch.cat([self.up1(d2), e1], dim=1)
        return self.last(F.relu(self.dec1(d1)))
"""

UNET_OF_BLOCKS = """import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(inputs, outputs, 5, padding=2),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x)


class SegUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = Block(3, 8)
        self.down2 = Block(8, 16)
        self.bottom = Block(16, 32)
        self.up2 = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.join2 = Block(32, 16)
        self.up1 = nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)
        self.join1 = Block(16, 8)
        self.last = nn.Conv2d(8, 11, 1)

    def forward(self, x):
        one = self.down1(x)
        two = self.down2(F.max_pool2d(one, 2))
        x = self.bottom(F.max_pool2d(two, 2))
        x = self.up2(x)
        x = self.join2(torch.cat([x, two], dim=1))
        x = self.up1(x)
        x = self.join1(torch.cat([x, one], dim=1))
        return self.last(x)
"""


def wrong(text: str, *edits: tuple[str, str]) -> str:
    """Return a text with mistakes; each of the edits must apply once."""
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def graded(source: Source, task: Assignment) -> tuple[Report, tuple[Repair, ...]]:
    """Return the report of a submission, and its repairs."""
    repairing = Repairing(source, task, shared(), silent)
    listener = Listener(repairing.part, on_models=repairing.models)
    report = repairing.added_to(grade(source, task, NO_TRAINING, shared(), silent, listener))
    return report, repairing.found


def repaired(text: str, task: Assignment, folder: Path) -> tuple[tuple[Repair, ...], str, float]:
    """Return the repairs of a script, the script after them, and the points that they bring together."""
    path = folder / "lenet.py"
    path.write_text(text, encoding="utf-8")
    before, repairs = graded(read(path), task)
    for repair in repairs:
        after = applied(text, repair.edits)
        assert after is not None, "edits fit the text after the repairs before"
        text = after
    path.write_text(text, encoding="utf-8")
    after_all = grade(read(path), task, NO_TRAINING, shared(), silent)
    assert before.earned is not None
    assert after_all.earned is not None
    return repairs, text, after_all.earned - before.earned
