"""Made-up data sets in place of torchvision's for data code: as large as the real ones, of few pictures.

Nothing shrinks, so that splits by numbers are what the student means. Which picture is read for an item is
noted.
"""

from typing import Any

import numpy as np
import torch

from grader.capture.rehearsal import given_arrays, pictures
from grader.capture.rehearsal.data import MadeUpImages
from grader.capture.rehearsal.tags import mark

read: list[int] = []
"""The numbers of the pictures that were read since this was cleared last."""
shapes: set[tuple[int, int, int]] = set()
"""Channels, height and width of all pictures that were read, and the number of classes."""
classes: set[int] = set()
sizes: dict[str, int] = {}
"""How many pictures the sets say they have, by split."""


class CodedImages(MadeUpImages):
    """A data set of coded pictures, with the arguments and attributes of torchvision's."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sizes[self._side] = self.size

    def __getitem__(self, index: Any) -> tuple[Any, Any]:
        if not -self.size <= int(index) < self.size:
            raise IndexError(index)
        place = int(index) % self.size
        read.append(pictures.number(self._side, place))
        return self._item(place)

    @property
    def _side(self) -> str:
        return "train" if self.train else "test"

    def _pictures(self) -> pictures.Pictures:
        shape = (self.channels, self.side, self.side)
        shapes.add(shape)
        classes.add(len(self.classes))
        return pictures.made(self._side, shape, len(self.classes))

    def made(self, index: int) -> tuple[np.ndarray[Any, Any], int]:
        """Return an image's pixels and its label."""
        found = self._pictures()
        pixels = found.pixels[index % len(found.labels)]
        return (pixels[..., 0] if self.channels == 1 else pixels), int(
            found.labels[index % len(found.labels)]
        )

    def shrink(self, batch: int) -> None:
        """Stay as large as the real one."""

    @property
    def data(self) -> Any:
        """All pixels: a tensor of grey images, an array of coloured ones. From now on there are no more."""
        found = self._pictures().pixels
        self.size = sizes[self._side] = len(found)
        if self.channels == 3:
            return given_arrays.told(found.copy(), "images")
        grey = torch.from_numpy(found[..., 0].copy())
        mark(grey, {"images"})
        return grey

    @property
    def targets(self) -> Any:
        """All labels."""
        found = self._pictures().labels
        self.size = sizes[self._side] = len(found)
        if self.channels == 3:
            return found.tolist()
        labels = torch.from_numpy(found.copy())
        mark(labels, {"labels"})
        return labels

    labels = targets


class Small(CodedImages):
    """A data set of few pictures that a function is given."""

    def __init__(self, split: str, image: tuple[int, int, int], number: int) -> None:
        super().__init__("data", train=split == "train")
        self.channels, self.side = image[0], image[1]
        self.classes = [str(each) for each in range(number)]
        self.size = sizes[self._side] = len(self._pictures().labels)


def small(split: str, image: tuple[int, int, int], number: int) -> Small:
    """Return a small data set of a split."""
    return Small(split, image, number)
