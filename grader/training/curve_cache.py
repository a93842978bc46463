"""A cache of trainings: the same model, recipe, data, kind of device and seed train only once.

The cache is a folder with one file per training, and may be emptied at any time.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from grader.base.cache import lock, write_whole
from grader.records.report import Curve

PATIENCE = 900.0
"""Seconds to wait for another process that trains the same model; a training may take ten minutes."""
REPEATABLE = (None, "invalid")
"""Values of `stopped` that would recur in a repetition; running out of time or memory might not."""


def train_or_reuse(key: str, where: Path | None, train: Callable[[], Curve]) -> Curve:
    """Return the cached training, or do the training and cache it.

    Two processes that need the same training do it once. If the folder is not writable, it is done each time.

    Args:
        key: the key of everything that the training depends on (`grading.provenance.training_key`).
        where: the cache folder; None to cache nothing.
        train: does the training.
    """
    if where is None:
        return train()
    if (found := find(key, where)) is not None:
        return found
    with lock(_path(key, where), PATIENCE) as writable:
        if writable and (found := find(key, where)) is not None:
            return found
        curve = train()
        if writable:
            keep(curve, key, where)
    return curve


def find(key: str, where: Path) -> Curve | None:
    """Return the cached training with a key, if there is one."""
    path = _path(key, where)
    with suppress(OSError, msgspec.DecodeError):
        curve = msgspec.json.decode(path.read_bytes(), type=Curve)
        return msgspec.structs.replace(curve, reused=True)
    return None


def keep(curve: Curve, key: str, where: Path) -> None:
    """Cache a training atomically if a repetition would give the same result.

    Errors of the disk, such as a full one, are ignored, so that they do not prevent grading.
    """
    if curve.stopped not in REPEATABLE:
        return
    path = _path(key, where)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(curve))


def _path(key: str, where: Path) -> Path:
    return where / key[:2] / f"{key}.json"
