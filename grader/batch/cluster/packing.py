"""What a student handed in, as bytes that a machine without the TA's files can grade."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.intake.submission import MAX_BYTES, SUFFIXES


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """One file, under the folder of the submission's part that it belongs to."""

    name: bytes
    """Relative, as the file system spells it, which need not be UTF-8."""
    content: bytes = b""
    size: int = 0
    """More than the content has where that is never read: of data, and of what is too large."""
    link: bytes | None = None
    """Where it leads, if it is a link; the reader looks whether it may."""


_Packed = list[tuple[bool, bytes, list[_Entry]]]
"""Of each path: whether it is a folder, its name, and what is in it."""
_decoder = msgspec.msgpack.Decoder(_Packed)


def pack(paths: Sequence[Path]) -> bytes:
    """Return the files and folders of a submission; equal ones give equal bytes.

    Raises:
        OSError: one of them cannot be read.
    """
    return msgspec.msgpack.encode([_part(path) for path in paths])


def unpack(packed: bytes, folder: Path) -> list[Path]:
    """Write a submission into an empty folder, and return where its files and folders are now.

    Raises:
        OSError: it cannot be written.
    """
    paths = []
    for number, (is_folder, name, entries) in enumerate(_decoder.decode(packed)):
        path = folder / str(number) / os.fsdecode(name)
        (path if is_folder else path.parent).mkdir(parents=True)
        for entry in sorted(
            entries, key=lambda entry: entry.link is not None
        ):  # nothing is written through one
            _write(entry, path / os.fsdecode(entry.name) if is_folder else path)
        paths.append(path)
    return paths


def _part(path: Path) -> tuple[bool, bytes, list[_Entry]]:
    name = os.fsencode(path.name)
    if not path.is_dir():
        return False, name, [_entry(path, b"")]
    return True, name, list(_below(path))


def _below(folder: Path) -> Iterator[_Entry]:
    """The files and links in a folder; pipes and the like hold no submission."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        links = [name for name in folders if Path(root, name).is_symlink()]
        for name in sorted([*names, *links]):
            path = Path(root, name)
            kind = path.lstat().st_mode
            relative = os.fsencode(path.relative_to(folder))
            if stat.S_ISLNK(kind):
                yield _Entry(relative, link=os.fsencode(path.readlink()))
            elif stat.S_ISREG(kind):
                yield _entry(path, relative)


def _entry(path: Path, name: bytes) -> _Entry:
    size = path.stat().st_size
    is_read = path.suffix.lower() in SUFFIXES and size <= MAX_BYTES
    return _Entry(name, path.read_bytes() if is_read else b"", size)


def _write(entry: _Entry, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.link is not None:
        path.symlink_to(os.fsdecode(entry.link))
        return
    with path.open("wb") as file:
        file.write(entry.content)
        file.truncate(entry.size)
