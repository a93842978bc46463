"""Made-up data sets in place of torchvision's: small pictures with labels that can be learnt.

A set says that it has as many images as the real one until a loader is made for it, and shrinks then to two
batches and as much of a last one as the real data would leave: what a loop does at the end of its data stays.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset, Subset

from grader.capture.rehearsal.tags import mark

MOST = 1_024
"""Images in two batches at most."""
MOST_FITTING = 2_049
"""Images at most of a set that several loaders go through in batches of other sizes."""
NAMED = {
    "MNIST": (28, 1, 10), "FashionMNIST": (28, 1, 10), "KMNIST": (28, 1, 10), "QMNIST": (28, 1, 10),
    "EMNIST": (28, 1, 10), "USPS": (16, 1, 10), "CIFAR10": (32, 3, 10), "CIFAR100": (32, 3, 100),
    "SVHN": (32, 3, 10), "STL10": (96, 3, 10), "ImageFolder": (64, 3, 2),
}  # fmt: skip
"""Size, channels and classes of torchvision's data sets."""
SIZES = {"train": 60_000, "test": 10_000, "val": 10_000}
FULL = {"CIFAR10": 50_000, "CIFAR100": 50_000}
AT_ONCE = 512
"""Images of a set whose arrays are asked for before a loader is made."""

reads: set[str] = set()
"""The splits that were read since this was cleared last."""


class MadeUpImages(Dataset[Any]):
    """A made-up data set, with the arguments and attributes of torchvision's."""

    name = "MNIST"

    def __init__(
        self,
        root: Any = None,
        train: bool = True,
        transform: Any = None,
        target_transform: Any = None,
        **more: Any,
    ) -> None:
        if callable(train):  # ImageFolder's second argument is the transform
            train, transform = True, train
        self.split = _split(root, train, more.get("split"))
        self.train = self.split == "train"
        self.root, self.transform, self.target_transform = root, transform, target_transform
        self.side, self.channels, number = NAMED[self.name]
        self.classes = [str(each) for each in range(number)]
        self.class_to_idx = {each: index for index, each in enumerate(self.classes)}
        self.size = FULL.get(self.name, SIZES["train"]) if self.train else SIZES[self.split]
        self.real = self.size
        self.batches: list[int] = []
        """The sizes of the batches of all loaders that were made for it."""
        self._read: dict[int, tuple[Any, Any]] = {}

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: Any) -> tuple[Any, Any]:
        if not -self.size <= int(index) < max(self.size, SIZES["train"]):
            raise IndexError(index)
        reads.add(self.split)
        number = int(index) % self.size
        if number not in self._read:  # reading is most of the work, and a loop reads the same for epochs
            self._read[number] = self._item(number)
        return self._read[number]

    def _item(self, number: int) -> tuple[Any, Any]:
        pixels, label = self.made(number)
        picture: Any = Image.fromarray(pixels)
        if self.transform is not None:
            picture = self.transform(picture)
        return picture, self.target_transform(label) if self.target_transform is not None else label

    def made(self, index: int) -> tuple[np.ndarray[Any, Any], int]:
        """Return an image's pixels and its label."""
        draw = np.random.default_rng((index, len(self.split), self.side))
        label = int(draw.integers(len(self.classes)))
        shape = (self.side, self.side) if self.channels == 1 else (self.side, self.side, self.channels)
        pixels = draw.integers(0, 160, shape)
        row = label * self.side // len(self.classes)
        pixels[row : row + max(1, self.side // 10)] += 90
        return pixels.astype(np.uint8), label

    def shrink(self, batch: int) -> None:
        """Say from now on that there are only as many images as two batches need, and the last one."""
        self.batches.append(batch)
        fits = (
            size
            for size in range(2 * max(self.batches), MOST_FITTING)
            if all(size % each == self.real % each for each in self.batches)
        )
        self.size = min(self.real, next(fits, _enough(self.real, batch)))

    @property
    def data(self) -> Any:
        """All pixels: a tensor of grey images, an array of coloured ones."""
        self._shrink_at_once()
        pixels = np.stack([self.made(index)[0] for index in range(self.size)])
        if self.channels == 3:
            return pixels
        found = torch.from_numpy(pixels)
        mark(found, {f"split:{self.split}"})
        return found

    @property
    def targets(self) -> Any:
        """All labels."""
        self._shrink_at_once()
        labels = [self.made(index)[1] for index in range(self.size)]
        if self.channels == 3:
            return labels
        found = torch.tensor(labels)
        mark(found, {f"split:{self.split}", "labels"})
        return found

    labels = targets

    def _shrink_at_once(self) -> None:
        if not self.batches:
            self.size = min(self.size, AT_ONCE)


def _split(root: Any, train: Any, split: Any) -> str:
    """Return the split that a data set is made for: by `train`, by `split`, or by its folder's name."""
    if isinstance(split, str):
        return "test" if split == "test" else "val" if split.startswith("val") else "train"
    folder = str(root or "").rstrip("/").rpartition("/")[2].casefold()
    for name in ("test", "val"):
        if name in folder and "train" not in folder and train is True:
            return name
    return "train" if train else "test"


def stand_in() -> None:
    """Put made-up data sets in the place of torchvision's."""
    import torchvision  # takes 1 s: no process that captures models has to wait for it

    for name in NAMED:
        kind = type(name, (MadeUpImages,), {"name": name, "__module__": "torchvision.datasets"})
        setattr(torchvision.datasets, name, kind)


def roots(dataset: Any, depth: int = 4) -> Iterator[MadeUpImages]:
    """Yield the made-up sets that a data set is made of."""
    if isinstance(dataset, MadeUpImages):
        yield dataset
    elif depth:
        inner = list(vars(dataset).values()) if hasattr(dataset, "__dict__") else []
        for each in inner:
            for one in each if isinstance(each, list | tuple) and len(each) < 20 else [each]:
                if isinstance(one, Dataset):
                    yield from roots(one, depth - 1)


def shrink(dataset: Any, batch: int) -> None:
    """Make a data set small enough to go through it in a moment; one that is not made up stays."""
    size = _enough(len(dataset), batch) if hasattr(dataset, "__len__") else 0
    if isinstance(dataset, Subset) and size < len(dataset.indices) and any(roots(dataset)):
        dataset.indices = list(dataset.indices)[:size]
        return
    for root in roots(dataset):
        root.shrink(batch)


def _enough(real: int, batch: int) -> int:
    return min(real, min(2 * batch, MOST) + (real % batch if batch <= MOST else 0))


def given(split: str, image: tuple[int, ...], classes: int, size: int) -> Dataset[Any]:
    """Return a made-up data set of tensors for a function that is called with a loader."""
    draw = torch.Generator().manual_seed(len(split))
    labels = torch.arange(size) % classes
    labels = labels[torch.randperm(size, generator=draw)]
    images = torch.rand(size, *image, generator=draw)
    flat = images.view(size, -1)
    width = max(1, flat.shape[1] // classes)
    for number, label in enumerate(labels.tolist()):
        flat[number, label * width : (label + 1) * width] += 0.8
    return GivenImages(split, images, labels)


class GivenImages(Dataset[Any]):
    """Tensors and their labels."""

    def __init__(self, split: str, images: torch.Tensor, labels: torch.Tensor) -> None:
        self.split, self.data, self.targets = split, images, labels
        mark(self.data, {f"split:{split}"})
        mark(self.targets, {f"split:{split}", "labels"})

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        reads.add(self.split)
        return self.data[index], int(self.targets[index])
