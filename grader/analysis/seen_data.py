"""Questions to what data code has made: which pictures a set has, their scale, and their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.capture.rehearsal import pictures
from grader.capture.rehearsal.pictures import FIRST_TEST, UNKNOWN, Pictures
from grader.records.data_log import DataLog, EpochRead, SetSeen, Split

Array = np.ndarray[Any, Any]
FOLLOWED = 0.9
"""The share of a set's pictures that must be known for an answer about which they are."""


@dataclass(frozen=True)
class Scale:
    """What was done to the numbers of a picture between 0 and 1: (x - mean) / deviation, for each channel."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def distance(self, other: "Scale") -> float:
        """Return how far another scale is, in parts of this one's deviation; one channel fits any number."""
        means = np.subtract(*np.broadcast_arrays(self.mean, other.mean)) / self.deviation
        deviations = np.divide(*np.broadcast_arrays(other.deviation, self.deviation)) - 1
        return float(max(np.abs(means).max(), np.abs(deviations).max()))


@dataclass(frozen=True)
class SeenData:
    """The sets that data code has made, with the pictures that it was given."""

    log: DataLog

    def of(self, split: Split) -> SetSeen | None:
        """Return the set of a split."""
        return next((each for each in self.log.sets if each.split == split), None)

    @property
    def held_out(self) -> list[SetSeen]:
        """The sets that are not trained with."""
        return [each for each in self.log.sets if each.split != "train"]

    @cached_property
    def pools(self) -> dict[str, Pictures]:
        """The pictures that the code was given, by split."""
        return {split: pictures.made(split, self.log.image, self.log.classes) for split in ("train", "test")}

    def label(self, number: int) -> int:
        """Return a picture's label."""
        labels = self.pools["test" if number >= FIRST_TEST else "train"].labels
        return int(labels[number % FIRST_TEST % len(labels)])

    def scale_of(self, numbers: set[int]) -> list[Scale]:
        """Return the scales by some pictures' mean and deviation: for each channel, and for all at once.

        The deviation may also be the mean of the pictures' own, as many compute it.
        """
        pixels = self._pixels(numbers)
        if not len(pixels):
            return []
        own, axes = pixels.mean((1, 2)), (0, 1, 2)
        mean = tuple(own.mean(0).tolist())
        return [
            Scale(mean, tuple(pixels.std(axes).tolist())),
            Scale((float(pixels.mean()),), (float(pixels.std()),)),
            Scale(mean, tuple(pixels.std((1, 2)).mean(0).tolist())),
        ]

    def _pixels(self, numbers: set[int]) -> Array:
        found = [
            pool.pixels[
                sorted(
                    each % FIRST_TEST % len(pool.labels)
                    for each in numbers
                    if (each >= FIRST_TEST) == is_test
                )
            ]
            for pool, is_test in ((self.pools["train"], False), (self.pools["test"], True))
        ]
        return np.concatenate(found) / 255


def sources(epoch: EpochRead) -> list[int]:
    """Return the number of the picture in every row, or `UNKNOWN`."""
    if epoch.sources:
        return list(epoch.sources)
    return [
        pictures.decoded(epoch.lows[row], epoch.middles[row], epoch.highs[row])
        for row in range(0, len(epoch.lows), epoch.channels)
    ]


def members(seen: SetSeen) -> set[int] | None:
    """Return the numbers of a set's pictures; None if too few are known."""
    if seen.indices:
        return set(seen.indices)
    found = [number for epoch in seen.epochs for number in sources(epoch)]
    known = {number for number in found if number != UNKNOWN}
    return known if found and sum(number != UNKNOWN for number in found) >= FOLLOWED * len(found) else None


def scale(seen: SetSeen) -> Scale | None:
    """Return what was done to a set's pictures; None if it is not the same for all."""
    if not seen.epochs or not seen.epochs[0].lows:
        return None
    epoch = seen.epochs[0]
    lows, highs = (np.array(each).reshape(-1, epoch.channels) for each in (epoch.lows, epoch.highs))
    spans = highs - lows
    if not (spans > 0).all():
        return None
    low, span = np.median(lows, 0), np.median(spans, 0)
    return Scale(tuple((-low / span).tolist()), tuple((1 / span).tolist()))


def is_shuffled(seen: SetSeen) -> bool:
    """Return whether the second epoch came in another order than the first."""
    if len(seen.epochs) < 2:
        return False
    first, second = seen.epochs
    both = list(zip(sources(first), sources(second), strict=False))
    known = [(one, other) for one, other in both if UNKNOWN not in (one, other)]
    return any(one != other for one, other in known) or first.labels != second.labels


def varies(seen: SetSeen) -> bool:
    """Return whether a picture came as other numbers in the second epoch than in the first."""
    if len(seen.epochs) == 2 and not is_shuffled(seen):
        return seen.epochs[0].prints != seen.epochs[1].prints
    found: dict[int, int] = {}
    for epoch in seen.epochs:
        for number, content in zip(sources(epoch), epoch.prints, strict=True):
            if number != UNKNOWN and found.setdefault(number, content) != content:
                return True
    return False


def labelled(seen: SetSeen) -> Iterator[tuple[int, int]]:
    """Yield the number of every picture that is known, and the label that came with it."""
    for epoch in seen.epochs:
        for number, label in zip(sources(epoch), epoch.labels, strict=True):
            if number != UNKNOWN:
                yield number, label
