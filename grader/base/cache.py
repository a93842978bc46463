"""The folder for what can be made again: it may be emptied at any time."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import platformdirs
from filelock import FileLock


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


@contextmanager
def lock(path: Path, patience: float) -> Iterator[bool]:
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


# -- files written whole ---------------------------------------------------------------------------------


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, or leave what was there; nobody ever reads half of it.

    Raises:
        OSError: it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
