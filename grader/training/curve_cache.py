"""Trainings that were done before: the same model, recipe, data and kind of device train only once.

What is kept stands in a folder that may be emptied at any time, one file a training.
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
"""Ends of a training that would be the same again; what ran out of time or memory may have been unlucky."""


def train_or_reuse(key: str, where: Path | None, train: Callable[[], Curve]) -> Curve:
    """Return the training kept under a key, or do it and keep it.

    Two processes that want the same training do it once. Where nothing can be written, it is done each time.

    Args:
        key: of all that the training depends on (`grading.provenance.training_key`).
        where: the folder; None to keep nothing.
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
    """Return the training kept under a key, if there is one."""
    path = _path(key, where)
    with suppress(OSError, msgspec.DecodeError):
        curve = msgspec.json.decode(path.read_bytes(), type=Curve)
        return msgspec.structs.replace(curve, reused=True)
    return None


def keep(curve: Curve, key: str, where: Path) -> None:
    """Keep a training that would be the same again, whole or not at all.

    A full disk is no reason not to grade.
    """
    if curve.stopped not in REPEATABLE:
        return
    path = _path(key, where)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(curve))


def _path(key: str, where: Path) -> Path:
    return where / key[:2] / f"{key}.json"
