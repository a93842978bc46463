"""Read the loaders and data sets that data code has made, and describe what comes."""

import bisect
import itertools
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import ConcatDataset, DataLoader, Subset

from grader.capture.rehearsal import coded_sets, pictures
from grader.capture.rehearsal.coded_sets import CodedImages
from grader.capture.rehearsal.data_watching import DataWatcher
from grader.capture.rehearsal.tags import tensors
from grader.records.data_log import MOST_INDICES, MOST_ROWS, EpochRead, SetSeen, Split, TransformUsed
from grader.records.source import Line

RANDOM = (
    "Random", "ColorJitter", "AutoAugment", "RandAugment", "TrivialAugment", "AugMix", "Elastic",
    "GaussianBlur", "GaussianNoise",
)  # fmt: skip
"""How the names of torchvision's transforms begin that draw."""
DEPTH = 5
MOST_TOLD = 1_000_000_000


class SetReader:
    """Reads sets.

    Args:
        student: knows the student's lines.
        watcher: has seen where they were made.
        image: channels, height and width of the pictures that the code was given.
    """

    def __init__(self, student: Any, watcher: DataWatcher, image: tuple[int, int, int]) -> None:
        self._student = student
        self._watcher = watcher
        self._image = image

    def seen(self, split: Split, thing: Any) -> SetSeen:
        """Return what comes of a loader, or of a data set."""
        watcher = self._watcher
        watcher.drawn.clear()
        watcher.labels_at, watcher.mismatched = None, False
        epochs: list[EpochRead] = []
        failure, cut = None, False
        try:
            for _ in range(2):
                epoch, cut = self._epoch(thing)
                epochs.append(epoch)
        except BaseException as error:
            failure = self._student.broken("forward", error)
        dataset = thing.dataset if isinstance(thing, DataLoader) else thing
        options = watcher.options.get(id(thing), {})
        batch = options.get("batch_size", 1) if isinstance(thing, DataLoader) else 0
        indices = _indices(thing)
        return SetSeen(
            split,
            watcher.at(thing),
            tuple(line for each in chain(dataset) if (line := watcher.at(each)))[:40],
            self._method(dataset, "__getitem__"),
            self._method(dataset, "__len__"),
            watcher.labels_at,
            tuple(watcher.drawn[:40]),
            watcher.mismatched,
            batch if isinstance(batch, int) else 0,
            bool(options.get("drop_last")),
            tuple(_numbers(dataset, indices))[:MOST_INDICES],
            _length(thing, None if cut or not epochs else sum(epochs[0].batches)),
            len(indices) if indices else sum(epochs[0].batches) if epochs else 0,
            cut,
            tuple(self._transforms(dataset))[:40],
            tuple(epochs),
            failure,
        )

    def _method(self, dataset: Any, name: str) -> Line | None:
        lines = (self._student.line_of(getattr(type(each), name, None)) for each in chain(dataset))
        return next((line for line in lines if line is not None), None)

    def _transforms(self, dataset: Any) -> Iterator[TransformUsed]:
        for each in chain(dataset):
            for value in list(vars(each).values()):
                for one in _inner(value):
                    kind = type(one).__name__
                    yield TransformUsed(kind[:100], kind.startswith(RANDOM), self._watcher.at(one))

    def _epoch(self, thing: Any) -> tuple[EpochRead, bool]:
        batches: list[int] = []
        rows: list[tuple[np.ndarray[Any, Any], int]] = []
        sources: list[int] = []
        iterator = iter(thing) if isinstance(thing, DataLoader) else _items(thing)
        while len(rows) < MOST_ROWS:
            coded_sets.read.clear()
            self._watcher.reading = True
            try:
                batch = next(iterator, None)
            finally:
                self._watcher.reading = False
            if batch is None:
                break
            images, labels = _parts(batch)
            read = list(coded_sets.read)
            sources += read if len(read) == len(images) else [pictures.UNKNOWN] * len(images)
            batches.append(len(images))
            rows += zip(images, labels, strict=True)
        cut = len(rows) >= MOST_ROWS
        rows, sources = rows[:MOST_ROWS], sources[:MOST_ROWS]
        told = [_levels(each, self._image) for each, _ in rows]
        channels = min((len(each) for each in told), default=1)
        lows, middles, highs = (
            tuple(level for each in told for level in each[:channels, index].tolist()) for index in range(3)
        )
        return EpochRead(
            tuple(batches),
            max(1, channels),
            lows,
            middles,
            highs,
            tuple(zlib.crc32(each.tobytes()) for each, _ in rows),
            tuple(sources) if any(each != pictures.UNKNOWN for each in sources) else (),
            tuple(label for _, label in rows),
        ), cut


def chain(dataset: Any, depth: int = DEPTH) -> Iterator[Any]:
    """Yield a data set, and those that it is made of."""
    yield dataset
    if not depth or not hasattr(dataset, "__dict__"):
        return
    for value in list(vars(dataset).values()):
        for each in value if isinstance(value, list | tuple) and len(value) < 20 else [value]:
            if isinstance(each, torch.utils.data.Dataset):
                yield from chain(each, depth - 1)


def _inner(value: Any, depth: int = DEPTH) -> Iterator[Any]:
    """Yield torchvision's transforms in a value."""
    if not type(value).__module__.startswith("torchvision.transforms") or not depth:
        return
    within = getattr(value, "transforms", None)
    if isinstance(within, list | tuple | torch.nn.ModuleList):
        for each in within:
            yield from _inner(each, depth - 1)
    elif type(value).__name__ == "StandardTransform":
        yield from _inner(value.transform, depth - 1)
    else:
        yield value


def _items(dataset: Any) -> Iterator[Any]:
    """Yield the items of a data set as batches of one."""
    of_stream = isinstance(dataset, torch.utils.data.IterableDataset)
    for item in dataset if of_stream else (dataset[index] for index in range(len(dataset))):
        yield [each[None] if isinstance(each, Tensor) else _as_tensor(each)[None] for each in item]


def _as_tensor(value: Any) -> Tensor:
    return torch.as_tensor(np.array(value))


def _parts(batch: Any) -> tuple[list[np.ndarray[Any, Any]], list[int]]:
    """Return the pictures of a batch, and their labels: of one-hot labels the class."""
    found = list(tensors(batch))
    if not found:
        raise TypeError("a batch has no tensors")
    images = max(found, key=lambda each: each.numel())
    rest = [each for each in found if each is not images and each.dim() and len(each) == len(images)]
    labels = [pictures.UNKNOWN] * len(images)
    if rest:
        own = rest[0]
        if own.dim() == 2 and own.shape[1] > 1:
            own = own.argmax(1)
        labels = [
            int(each) if float(each).is_integer() else pictures.UNKNOWN for each in own.reshape(-1).tolist()
        ]
        labels = labels if len(labels) == len(images) else [pictures.UNKNOWN] * len(images)
    numbers = images.detach().float().numpy()
    return [np.ascontiguousarray(each) for each in numbers], labels


def _levels(picture: np.ndarray[Any, Any], image: tuple[int, int, int]) -> np.ndarray[Any, Any]:
    """Return the least, the median and the largest number of every channel."""
    if picture.ndim == 1 and picture.size == np.prod(image):
        picture = picture.reshape(image)
    if picture.ndim == 3 and picture.shape[0] not in (1, 3) and picture.shape[-1] in (1, 3):
        picture = picture.transpose(2, 0, 1)
    flat = picture.reshape(picture.shape[0] if picture.ndim == 3 and picture.shape[0] in (1, 3) else 1, -1)
    levels = np.stack([flat.min(1), np.median(flat, 1), flat.max(1)], 1).astype(np.float64)
    return np.nan_to_num(levels, posinf=0.0, neginf=0.0)


def _length(thing: Any, read: int | None) -> int | None:
    """Return how many pictures a set says that it has; if it says nothing, how many were read."""
    own: Any = getattr(thing, "sampler", None) if isinstance(thing, DataLoader) else thing
    own = own if hasattr(own, "__len__") else getattr(thing, "dataset", None)
    try:
        return min(len(own), MOST_TOLD)
    except Exception:  # a stream has no length, and a student's own may do anything
        return read


def _indices(thing: Any) -> list[int]:
    """Return the places of a data set in one epoch, without reading them; nothing if that is not known."""
    sampler = getattr(thing, "batch_sampler", None)
    try:
        every = (int(index) for batch in sampler for index in batch) if sampler is not None else iter(())
        found = list(itertools.islice(every, MOST_INDICES + 1))
    except Exception:  # a sampler of the student's own may do anything
        return []
    return found if len(found) <= MOST_INDICES else []


def _numbers(dataset: Any, indices: list[int]) -> list[int]:
    """Return the numbers of the pictures at some places; nothing if one is not known."""
    found = [_number(dataset, index) for index in indices]
    return [] if None in found else [each for each in found if each is not None]


def _number(dataset: Any, index: int, depth: int = DEPTH) -> int | None:
    if isinstance(dataset, CodedImages):
        return pictures.number("train" if dataset.train else "test", index % dataset.size)
    if not depth:
        return None
    if isinstance(dataset, Subset):
        return _number(dataset.dataset, int(dataset.indices[index]), depth - 1)
    if isinstance(dataset, ConcatDataset):
        place = bisect.bisect_right(dataset.cumulative_sizes, index)
        before = dataset.cumulative_sizes[place - 1] if place else 0
        return _number(dataset.datasets[place], index - before, depth - 1)
    return None
