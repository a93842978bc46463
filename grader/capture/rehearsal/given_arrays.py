"""Pictures and labels as arrays that tell which rows are taken of them, and which means computed."""

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
import torch

from grader.capture.rehearsal import pictures
from grader.capture.rehearsal.tags import mark

What = Literal["images", "labels"]
STATISTICS = ("mean", "std", "var")


class GivenArray(np.ndarray[Any, Any]):
    """An array of numpy's that tells; what is computed from it tells as well."""

    what: What | None = None
    taken: ClassVar[Callable[[What, int, object], None]] = staticmethod(lambda _what, _rows, _key: None)
    """Told of rows that are taken: how many there were, and the key."""
    measured: ClassVar[Callable[[str, int, object], None]] = staticmethod(lambda _kind, _rows, _value: None)
    """Told of means and deviations: of how many rows, and the value."""

    def __array_finalize__(self, source: Any) -> None:
        self.what = getattr(source, "what", None)

    def __getitem__(self, key: Any) -> Any:
        if self.what is not None and self.ndim in _WHOLE[self.what]:
            GivenArray.taken(self.what, len(self), key)
        return super().__getitem__(key)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        found = super().__array_function__(func, types, args, kwargs)
        if isinstance(found, np.ndarray) and getattr(found, "what", None) is None:
            return told(found, self.what) if self.what is not None else found
        return found

    def mean(self, *args: Any, **options: Any) -> Any:  # noqa: D102 - numpy's own
        return self._measured("mean", *args, **options)

    def std(self, *args: Any, **options: Any) -> Any:  # noqa: D102
        return self._measured("std", *args, **options)

    def var(self, *args: Any, **options: Any) -> Any:  # noqa: D102
        return self._measured("var", *args, **options)

    def _measured(self, kind: str, *args: Any, **options: Any) -> Any:
        found = getattr(self.view(np.ndarray), kind)(*args, **options)
        if self.what == "images" and self.ndim:
            GivenArray.measured(kind, len(self), found)
        return found


_WHOLE = {"images": (2, 3, 4), "labels": (1, 2)}
"""The dimensions of an array of many, and not of one."""


def told(values: np.ndarray[Any, Any], what: What) -> GivenArray:
    """Return an array that tells."""
    found = values.view(GivenArray)
    found.what = what
    return found


def images(split: str, *, image: tuple[int, int, int], classes: int, form: str) -> Any:
    """Return the pictures of a split: floats, channels first, or bytes, channels last."""
    pixels = pictures.made(split, image, classes).pixels
    if form == "array":
        return told(pixels[..., 0].copy() if image[0] == 1 else pixels.copy(), "images")
    found = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div(255).contiguous()
    mark(found, {"images"})
    return found


def labels(split: str, *, image: tuple[int, int, int], classes: int, form: str) -> Any:
    """Return the labels of a split."""
    found = pictures.made(split, image, classes).labels.copy()
    if form == "array":
        return told(found, "labels")
    tensor = torch.from_numpy(found)
    mark(tensor, {"labels"})
    return tensor
