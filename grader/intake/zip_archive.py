"""Read zips. Runs in the child, since an archive can attack its reader or expand beyond any disk."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.records.reader_protocol import Member

MOST_MEMBERS = 20_000
MEMBER_BYTES = 64_000_000
"""Size limit of one unpacked file; a notebook full of pictures has about ten million bytes."""
GROUP_BYTES = 16_000_000
"""Size of the files that are unpacked in one go; the last of them may make it `MEMBER_BYTES` larger."""
UTF8 = 0x800
"""The flag for a name encoded in UTF-8."""
ENCRYPTED = 0x1


def members(path: Path) -> tuple[Member, ...]:
    """Return the files in a zip, in order; those that must not be unpacked say why.

    Raises:
        NothingToGrade: it is not a zip, or contains too many files.
    """
    with _open(path) as archive:
        infos = archive.infolist()
        if len(infos) > MOST_MEMBERS:
            raise _unreadable(Text(ko=f"파일이 {len(infos):,}개입니다", en=f"it holds {len(infos):,} files"))
        return tuple(
            Member(index, _name(info), _refusal(info))
            for index, info in enumerate(infos)
            if not info.filename.endswith("/")  # `is_dir` fails for an empty name
        )


def contents(path: Path, indexes: Sequence[int]) -> list[bytes | NothingToGrade]:
    """Return the content of files of a zip, or why one cannot be unpacked; the directory is read once.

    It stops early, after at least one file, once the files are larger than `GROUP_BYTES` together.

    Raises:
        NothingToGrade: it is not a zip.
    """
    found: list[bytes | NothingToGrade] = []
    size = 0
    with _open(path) as archive:
        infos = archive.infolist()
        for index in indexes:
            content = _content(archive, infos[index])
            found.append(content)
            size += len(content) if isinstance(content, bytes) else 0
            if size > GROUP_BYTES:
                break
    return found


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | NothingToGrade:
    try:
        with archive.open(info) as file:
            found = file.read(MEMBER_BYTES + 1)
    except _DAMAGED as error:
        return _unreadable(_reason(error))
    return found if len(found) <= MEMBER_BYTES else _unreadable(_TOO_LARGE)


_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, RuntimeError, EOFError,
    ValueError,
)  # fmt: skip
"""Errors that `zipfile` and its decompressors raise for invalid zips."""
_TOO_LARGE = Text(ko="너무 큰 파일입니다", en="the file is too large")


def _refusal(info: zipfile.ZipInfo) -> Text | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return Text(ko="링크입니다", en="it is a link")
    if info.flag_bits & ENCRYPTED:
        return Text(ko="암호가 걸려 있습니다", en="it is encrypted")
    return _TOO_LARGE if info.file_size > MEMBER_BYTES else None


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: Korean Windows uses its own encoding without declaring it."""
    if info.flag_bits & UTF8:
        return info.filename
    written = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp949"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


@contextmanager
def _open(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGED as error:
        raise _unreadable(_reason(error)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(Text(ko=reason, en=reason)) from error


def _reason(error: Exception) -> Text:
    return Text(ko=str(error) or "손상됨", en=str(error) or "it is damaged")


def _unreadable(why: Text) -> NothingToGrade:
    return NothingToGrade(
        Text(ko=f"압축 파일을 풀지 못했습니다: {why.ko}.", en=f"The zip cannot be unpacked: {why.en}.")
    )
