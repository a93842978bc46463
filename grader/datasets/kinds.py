"""The kinds of data that a recipe can ask for. A new one is a line here, and a file that reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from grader.base.progress import Progress
from grader.base.text import Text, same
from grader.datasets import cifar10, digits, figures, folder, mnist, scenes
from grader.datasets.dataset import Dataset
from grader.records.assignment import Data


class Layout(NamedTuple):
    """One way in which a folder may hold data."""

    files: Callable[[Path], list[Path]]
    """Which of a folder's files do; none if it is not laid out like this."""
    read: Callable[[Path, Progress], Dataset]


@dataclass(frozen=True)
class DataKind:
    """A kind of data that is read."""

    title: Text
    names: tuple[str, ...]
    """What its data sets are named: `Dataset.name`."""
    layouts: tuple[Layout, ...]
    """The first is torchvision's, which copies nearby and downloads have."""
    download: Callable[[Path, Progress], None]
    """Brings the real data into a folder, in the first layout."""
    standin: Callable[[Progress], Dataset]


@dataclass(frozen=True)
class Composite:
    """A kind of data that is composed of others."""

    title: Text
    """What it is composed of."""
    names: tuple[str, ...]
    parts: tuple[Data, ...]
    compose: Callable[..., Dataset]
    """Makes one data set of one of each part."""


SOURCES: dict[Data, DataKind] = {
    "cifar10": DataKind(
        title=same("CIFAR-10"),
        names=("cifar10", "folder", "standin"),
        layouts=(Layout(cifar10.files, cifar10.read_root), Layout(folder.files, folder.read_root)),
        download=cifar10.download,
        standin=figures.draw,
    ),
    "mnist": DataKind(
        title=same("MNIST"),
        names=("mnist", "digits"),
        layouts=(Layout(mnist.files, mnist.read_root),),
        download=mnist.download,
        standin=digits.draw,
    ),
}


COMPOSITES: dict[Data, Composite] = {
    "scenes": Composite(
        title=Text(ko="CIFAR-10과 MNIST", en="CIFAR-10 and MNIST"),
        names=("scenes", "scenes-figures", "scenes-digits", "scenes-figures-digits"),
        parts=("cifar10", "mnist"),
        compose=scenes.compose,
    ),
}

KINDS: dict[Data, DataKind | Composite] = {**SOURCES, **COMPOSITES}


def kind_of(name: str) -> Data | None:
    """The kind of a data set of this name."""
    return next((kind for kind, each in KINDS.items() if name in each.names), None)


def parts(kind: Data) -> tuple[Data, ...]:
    """The kinds that a kind is composed of; it alone, if it is of none."""
    return COMPOSITES[kind].parts if kind in COMPOSITES else (kind,)
