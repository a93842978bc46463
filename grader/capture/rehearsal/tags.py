"""Where a tensor comes from: tags that every operation of torch hands on from its inputs to its results."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

ATTRIBUTE = "_grader_tags"
MOST = 300
"""Tags of a tensor. A sum over a whole epoch comes from every forward pass of it."""
LABELS = "labels"
DEPTH = 4
"""How deep lists, tuples and dictionaries are searched for tensors."""

Tags = frozenset[str]


def tags(value: object) -> Tags:
    """Return the tags of a tensor, or of all tensors in a list, tuple or dictionary."""
    found: Tags = frozenset()
    for tensor in tensors(value):
        found |= getattr(tensor, ATTRIBUTE, frozenset())
    return found


def mark(value: object, more: Iterable[str]) -> None:
    """Add tags to every tensor in a value."""
    for tensor in tensors(value):
        both = getattr(tensor, ATTRIBUTE, frozenset()) | frozenset(more)
        if len(both) > MOST:
            both = frozenset(tag for tag in both if not tag.startswith("forward:"))
        setattr(tensor, ATTRIBUTE, both)


def tensors(value: object, depth: int = DEPTH) -> Iterator[Tensor]:
    """Yield the tensors in a value."""
    if isinstance(value, Tensor):
        yield value
    elif depth and isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from tensors(item, depth - 1)


def named(found: Tags, kind: str) -> tuple[str, ...]:
    """Return what the tags of a kind name, in order: `train` for `split:train`."""
    return tuple(sorted(tag.partition(":")[2] for tag in found if tag.startswith(kind + ":")))


def numbered(found: Tags, kind: str) -> tuple[int, ...]:
    """Return the numbers that the tags of a kind name, in order."""
    return tuple(sorted(map(int, named(found, kind))))


class Tagging(TorchFunctionMode):
    """Hands tags on while it is active.

    Args:
        is_muted: returns whether what happens is none of the student's doing.
        seen: told of every function of torch that the student calls, with its arguments.
    """

    def __init__(
        self,
        is_muted: Callable[[], bool],
        seen: Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], None],
    ) -> None:
        super().__init__()
        self._is_muted = is_muted
        self._seen = seen

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if self._is_muted():
            return func(*args, **kwargs)
        result = func(*args, **kwargs)
        if isinstance(result, Tensor | tuple | list):
            found = tags(args) | tags(kwargs)
            if LABELS in found and any(tag.startswith("forward:") for tag in found):
                found -= {LABELS}
            if found:
                mark([each for each in tensors(result) if not isinstance(each, torch.nn.Parameter)], found)
        self._seen(func, args, kwargs)
        return result
