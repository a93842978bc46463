"""The kinds of data that a recipe can ask for. A new one is a line here, and a file that reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from grader.datasets import cifar10, figures, folder
from grader.datasets.dataset import Dataset
from grader.records.assignment import Data
from grader.records.progress import Progress
from grader.records.text import Text, same


class Layout(NamedTuple):
    """One way in which a folder may hold data."""

    files: Callable[[Path], list[Path]]
    """Which of a folder's files do; none if it is not laid out like this."""
    read: Callable[[Path, Progress], Dataset]


@dataclass(frozen=True)
class Source:
    """A kind of data that is read."""

    title: Text
    names: tuple[str, ...]
    """What its data sets are named: `Dataset.name`."""
    layouts: tuple[Layout, ...]
    """The first is torchvision's, which copies nearby and downloads have."""
    download: Callable[[Path, Progress], None]
    """Brings the real data into a folder, in the first layout."""
    standin: Callable[[Progress], Dataset]


SOURCES: dict[Data, Source] = {
    "cifar10": Source(
        title=same("CIFAR-10"),
        names=("cifar10", "folder", "standin"),
        layouts=(Layout(cifar10.files, cifar10.read_root), Layout(folder.files, folder.read_root)),
        download=cifar10.download,
        standin=figures.draw,
    ),
}


def kind_of(name: str) -> Data | None:
    """The kind of a data set of this name."""
    return next((kind for kind, each in SOURCES.items() if name in each.names), None)
