"""The data sets with a home page, for tests that apply to each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.records.assignment import Data

from . import cifar10_files, mnist_files
from .home_page import HomePage


@dataclass(frozen=True)
class Remote:
    """A tiny data set on a home page of its own, which torchvision takes for the real one."""

    kind: Data
    torchvision: str
    """The name of torchvision's class."""
    page: HomePage
    attributes: Callable[[str], dict[str, Any]]
    """What the class must carry for a home page at an address."""
    write_root: Callable[[Path], Path]
    """Lays a copy out as torchvision has it in a folder, and returns one of its files."""
    standin: str
    """What the data set is named that stands in for this one."""


def cifar10() -> Remote:
    archived = cifar10_files.archive()
    return Remote(
        "cifar10",
        "CIFAR10",
        HomePage({cifar10_files.ARCHIVE: archived}),
        lambda url: cifar10_files.attributes(url, archived),
        lambda root: cifar10_files.write_root(root) / cifar10_files.FOLDER / "data_batch_3",
        "standin",
    )


def mnist() -> Remote:
    return Remote(
        "mnist",
        "MNIST",
        HomePage(mnist_files.PACKED),
        mnist_files.attributes,
        lambda root: (
            mnist_files.write_root(root, mnist_files.FILES) / mnist_files.FOLDER / "train-labels-idx1-ubyte"
        ),
        "digits",
    )


REMOTES: dict[str, Callable[[], Remote]] = {"cifar10": cifar10, "mnist": mnist}
