"""The common form of all data sets once they are read: images and labels in memory, and a description."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import msgspec
from torch import Tensor

from grader.base.text import Text


@dataclass(frozen=True, eq=False, kw_only=True)
class Dataset:
    """Labelled images: some to train on, some to test on."""

    name: str
    """The data set's name: "cifar10", "mnist", "scenes" … or that of a stand-in; `kinds` lists them all."""
    title: Text
    classes: tuple[str, ...]
    """The name of each class; the label of an image or of a pixel is an index into it."""
    train_images: Tensor
    """uint8 (n, c, h, w)."""
    train_labels: Tensor
    """int64 (n,), the class of each image; or uint8 (n, h, w), the class of each pixel."""
    test_images: Tensor
    """uint8 (m, c, h, w)."""
    test_labels: Tensor
    """int64 (m,) or uint8 (m, h, w), likewise."""
    provisional: bool = False
    """Whether the images stand in for the real ones, so that a score based on them may still change."""
    notices: tuple[Text, ...] = ()
    """What a reader of the score must know about the data."""

    @cached_property
    def digest(self) -> str:
        """The sha256 of the content that a score depends on: classes, images and labels, in order."""
        tensors = (self.train_images, self.train_labels, self.test_images, self.test_labels)
        shapes = [tuple(tensor.shape) for tensor in tensors]
        digest = hashlib.sha256(msgspec.json.encode((self.classes, shapes)))
        for tensor in tensors:
            digest.update(tensor.contiguous().numpy().data)
        return digest.hexdigest()
