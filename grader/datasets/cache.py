"""Data that took time to read is kept, one file a data set, in a folder that may be emptied at any time."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import platformdirs
from filelock import FileLock

from grader.datasets import prepared
from grader.datasets.dataset import Dataset
from grader.records.errors import StaffError
from grader.records.text import Text

EDITION = 3
"""Raised whenever the same key stands for other data: another stand-in, another rule of selection."""
LOCK_PATIENCE = 600.0
"""Seconds to wait for another process that prepares the same data; a slow download takes minutes."""


def folder(kind: str) -> Path:
    """Where things of a kind are kept: below `$GRADER_CACHE`, else in the user's cache folder."""
    root = os.environ.get("GRADER_CACHE") or platformdirs.user_cache_path("grader", appauthor=False)
    return Path(root) / kind


def fingerprint(root: Path, files: Iterable[Path]) -> str:
    """A key for what files hold, without reading them: where they are, their sizes, and when they changed."""
    digest = sha256(os.fsencode(root.resolve()))
    for path in files:
        stat = path.stat()
        digest.update(os.fsencode(path) + f"\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:32]


def cached(key: str, make: Callable[[], Dataset]) -> Dataset:
    """The data set kept under a key; if none is, or it is torn or altered, it is made and kept.

    Two processes that want the same data make it once. Where nothing can be written, the data is made every
    time, and a notice says so.
    """
    path = folder("datasets") / f"{key}-{EDITION}.safetensors"
    if (kept := _read(path)) is not None:
        return kept
    with locked(path, LOCK_PATIENCE) as writable:
        if writable and (kept := _read(path)) is not None:
            return kept
        dataset = make()
        if writable and _write(dataset, path):
            return dataset
    return replace(dataset, notices=(*dataset.notices, _not_kept(path.parent)))


def _read(path: Path) -> Dataset | None:
    with suppress(StaffError):
        return prepared.read(path)
    return None


def _write(dataset: Dataset, path: Path) -> bool:
    with suppress(OSError):
        prepared.write(dataset, path)
        return True
    return False


@contextmanager
def locked(path: Path, patience: float) -> Iterator[bool]:
    """Hold the lock of a file in the cache; yields False where it cannot be had, as nothing is writable.

    Args:
        path: the file, which need not be there yet.
        patience: seconds to wait for another process.
    """
    lock = FileLock(path.with_suffix(".lock"), timeout=patience)
    held = False
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        held = True
    try:
        yield held
    finally:
        lock.release()


def _not_kept(where: Path) -> Text:
    return Text(
        ko=f"캐시 폴더({where})에 쓸 수 없어 다음 실행에서도 데이터를 다시 준비합니다. "
        "환경 변수 GRADER_CACHE로 다른 폴더를 지정할 수 있습니다.",
        en=f"The cache folder ({where}) cannot be written to, so the next run prepares the data again. "
        "Another folder can be named in the environment variable GRADER_CACHE.",
    )
