"""What a training loop is called with: a small model, loaders, and what else its arguments are called."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader

from grader.capture.rehearsal import data
from grader.capture.rehearsal.arguments import Provider
from grader.records.rehearsal_protocol import Rehearsal

BATCH = 8
SIZES = {"train": 28, "val": 19, "test": 19}
"""Images of each split: the last batch is smaller, so that a mean over batches is none over images."""
WORDS = {
    "model": "model|net|network|classifier",
    "train_loader": "train(ing)?_?(data)?_?(loader|dl|iter|dataloader)|(data)?_?loader|dataloader|trn_loader",
    "val_loader": "(val|valid|validation|dev)_?(data)?_?(loader|dl|iter|dataloader)",
    "test_loader": "(test|eval)(ing)?_?(data)?_?(loader|dl|iter|dataloader)",
    "train_set": "train(ing)?_?(set|data|dataset)|dataset",
    "val_set": "(val|valid|validation)_?(set|data|dataset)",
    "test_set": "test_?(set|data|dataset)",
    "optimizer": "opt|optim|optimizer|optimiser",
    "criterion": "criterion|loss|loss_?fn|loss_?func|loss_?function|loss_fun|objective",
    "scheduler": "scheduler|sched|lr_scheduler|schedule",
    "epochs": "(n|num|number_of|max|training|total)?_?epochs?",
    "learning_rate": "lr|learning_?rate|alpha",
    "batch_size": "batch_?size|bs",
    "device": "device|dev",
}
"""The words for arguments, each with the names that students give it."""


class SmallNet(nn.Module):
    """A model that learns quickly, and computes something else in training than in evaluation."""

    def __init__(self, image: tuple[int, ...], classes: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(int(torch.tensor(image).prod()), 16)
        self.drop = nn.Dropout(0.3)
        self.fc2 = nn.Linear(16, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return logits."""
        return self.fc2(self.drop(torch.relu(self.fc1(x.flatten(1)))))  # type: ignore[no-any-return]


class LoopProvider(Provider):
    """Makes the arguments of a training loop; of one call, the optimizer is the model's."""

    names = WORDS

    def __init__(self, wanted: Rehearsal) -> None:
        super().__init__()
        self._wanted = wanted

    def _makers(self) -> dict[str, Callable[[], Any]]:
        wanted = self._wanted
        loaders = {f"{split}_loader": _later(self._loader, split) for split in SIZES}
        sets = {f"{split}_set": _later(self._set, split) for split in SIZES}
        return {
            **loaders,
            **sets,
            "model": lambda: SmallNet(wanted.image, wanted.classes),
            "optimizer": lambda: torch.optim.SGD(self.get("model").parameters(), lr=wanted.learning_rate),
            "criterion": nn.CrossEntropyLoss,
            "scheduler": lambda: torch.optim.lr_scheduler.StepLR(self.get("optimizer"), 1),
            "epochs": lambda: wanted.epochs,
            "learning_rate": lambda: wanted.learning_rate,
            "batch_size": lambda: BATCH,
            "device": lambda: "cpu",
        }

    def _set(self, split: str) -> Any:
        return data.given(split, self._wanted.image, self._wanted.classes, SIZES[split])

    def _loader(self, split: str) -> Any:
        return DataLoader(self.get(f"{split}_set"), BATCH, shuffle=split == "train")


def _later(make: Callable[[str], Any], split: str) -> Callable[[], Any]:
    return lambda: make(split)
