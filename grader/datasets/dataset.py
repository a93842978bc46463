"""The common form of all data sets once they are read: images and labels in memory, and a description."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import msgspec
from torch import Tensor

from grader.base.text import Text
from grader.records.assignment import Data


@dataclass(frozen=True, eq=False, kw_only=True)
class Dataset:
    """Labelled images, or rows of other numbers: some to train on, some to test on."""

    name: str
    """The data set's name: "cifar10", "mnist", "scenes" … or that of a stand-in; `kinds` lists them all. Of
    an author's own data the name that the author gave it."""
    title: Text
    classes: tuple[str, ...]
    """The name of each class; the label of an image or of a pixel is an index into it. Of text, the
    vocabulary; none if the labels are numbers."""
    train_images: Tensor
    """uint8 (n, c, h, w); or float32 rows (n, …), or int64 tokens (n, steps), of which 0 is padding."""
    train_labels: Tensor
    """int64 (n,), the class of each image; or uint8 (n, h, w), the class of each pixel; or float32 (n, …)
    numbers; or int64 (n, steps), the class of each step or the next token, below 0 where none is asked."""
    test_images: Tensor
    """uint8 (m, c, h, w)."""
    test_labels: Tensor
    """int64 (m,) or uint8 (m, h, w), likewise."""
    provisional: bool = False
    """Whether the images stand in for the real ones, so that a score based on them may still change."""
    notices: tuple[Text, ...] = ()
    """What a reader of the score must know about the data."""
    kind: Data | None = None
    """The kind of an author's own data; None for data whose name tells the kind."""

    @cached_property
    def digest(self) -> str:
        """The sha256 of the content that a score depends on: classes, images and labels, in order."""
        tensors = (self.train_images, self.train_labels, self.test_images, self.test_labels)
        shapes = [tuple(tensor.shape) for tensor in tensors]
        digest = hashlib.sha256(msgspec.json.encode((self.classes, shapes)))
        for tensor in tensors:
            digest.update(tensor.contiguous().numpy().data)
        return digest.hexdigest()
