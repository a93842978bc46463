"""The cache folder. Everything in it can be made again, so it may be emptied at any time."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import platformdirs
from filelock import FileLock

PATIENCE_SECONDS: Final = 1.0
POLL_SECONDS: Final = 0.02


def folder(kind: str) -> Path:
    """Return the cache folder for one kind of item: below `$GRADER_CACHE`, or the user's cache folder."""
    root = os.environ.get("GRADER_CACHE") or platformdirs.user_cache_path("grader", appauthor=False)
    return Path(root) / kind


def fingerprint(root: Path, files: Iterable[Path]) -> str:
    """Return a key for files' content without reading it, from their paths, sizes and modification times."""
    digest = sha256(os.fsencode(root.resolve()))
    for path in files:
        stat = path.stat()
        digest.update(os.fsencode(path) + f"\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:32]


@contextmanager
def lock(path: Path, patience: float) -> Iterator[bool]:
    """Hold the lock of a file in the cache; yield False if it cannot be locked because nothing is writable.

    Args:
        path: the file, which need not exist yet.
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


# -- files written whole ---------------------------------------------------------------------------------


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically: readers see either the old content or the new, never half of it.

    Raises:
        OSError: the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        _put_in_place(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _put_in_place(new: Path, path: Path) -> None:
    """Rename a file to `path`; on Windows, wait for whoever reads what is there, such as a virus scanner."""
    end = time.monotonic() + (PATIENCE_SECONDS if os.name == "nt" else 0)
    while True:
        try:
            new.replace(path)
        except PermissionError:
            if time.monotonic() >= end:
                raise
            time.sleep(POLL_SECONDS)
        else:
            return
