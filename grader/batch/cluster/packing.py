"""Pack what a student handed in as bytes, for a machine without the TA's files."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.intake.file_bytes import MAX_BYTES, SUFFIXES


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """One file of one of a submission's paths."""

    name: bytes
    """The path relative to the packed folder, as in the file system; it need not be UTF-8."""
    content: bytes = b""
    size: int = 0
    """The file's size; greater than the content's for files that are never read (data, or too large)."""
    link: bytes | None = None
    """The target if the file is a link; the reader checks whether it is allowed."""


_Packed = list[tuple[bool, bytes, list[_Entry]]]
"""For each path: whether it is a folder, its name, and the files in it."""
_decoder = msgspec.msgpack.Decoder(_Packed)


def pack(paths: Sequence[Path]) -> bytes:
    """Return the files and folders of a submission as bytes, which are equal for equal submissions.

    Raises:
        OSError: one of them cannot be read.
    """
    return msgspec.msgpack.encode([_part(path) for path in paths])


def unpack(packed: bytes, folder: Path) -> list[Path]:
    """Write a submission into an empty folder, and return the new paths of its files and folders.

    Raises:
        OSError: the submission cannot be written.
    """
    paths = []
    for number, (is_folder, name, entries) in enumerate(_decoder.decode(packed)):
        path = folder / str(number) / os.fsdecode(name)
        (path if is_folder else path.parent).mkdir(parents=True)
        for entry in sorted(
            entries, key=lambda entry: entry.link is not None
        ):  # links last, so that nothing is written through one
            _write(entry, path / os.fsdecode(entry.name) if is_folder else path)
        paths.append(path)
    return paths


def _part(path: Path) -> tuple[bool, bytes, list[_Entry]]:
    name = os.fsencode(path.name)
    if not path.is_dir():
        return False, name, [_entry(path, b"")]
    return True, name, list(_below(path))


def _below(folder: Path) -> Iterator[_Entry]:
    """Yield the files and links in a folder, but not pipes and the like."""
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
