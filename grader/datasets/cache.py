"""Cache data sets that took time to read, one file per data set."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from grader.base.cache import folder, lock
from grader.base.errors import StaffError
from grader.base.text import Text
from grader.base.version import code_digest
from grader.datasets import prepared
from grader.datasets.dataset import Dataset

LOCK_PATIENCE = 600.0
"""Seconds to wait for another process that is preparing the same data; a slow download takes minutes."""


def load_or_make(key: str, make: Callable[[], Dataset]) -> Dataset:
    """Return the data set cached under a key; if it is missing, torn or altered, make it and cache it.

    Two processes that want the same data make it only once. If the cache is not writable, the data is made
    every time, and a notice says so.
    """
    path = _path(key)
    if (kept := _read(path)) is not None:
        return kept
    with lock(path, LOCK_PATIENCE) as writable:
        if writable and (kept := _read(path)) is not None:
            return kept
        dataset = make()
        if writable and _write(dataset, path):
            return dataset
    return replace(dataset, notices=(*dataset.notices, _not_kept(path.parent)))


def _path(key: str) -> Path:
    """Return the cached file's path, which depends on the code: a new stand-in or rule changes the data."""
    return folder("datasets") / f"{key}-{code_digest('datasets')[:16]}.safetensors"


def _read(path: Path) -> Dataset | None:
    with suppress(StaffError):
        return prepared.read(path)
    return None


def _write(dataset: Dataset, path: Path) -> bool:
    with suppress(OSError):
        prepared.write(dataset, path)
        return True
    return False


def _not_kept(where: Path) -> Text:
    return Text(
        ko=f"캐시 폴더({where})에 쓸 수 없어 다음 실행에서도 데이터를 다시 준비합니다. "
        "환경 변수 GRADER_CACHE로 다른 폴더를 지정할 수 있습니다.",
        en=f"The cache folder ({where}) cannot be written to, so the next run prepares the data again. "
        "Another folder can be named in the environment variable GRADER_CACHE.",
    )
