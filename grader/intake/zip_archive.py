"""Read zips. Runs in the child, since an archive can attack its reader or expand beyond any disk."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.records.reader_protocol import Member

MOST_MEMBERS = 20_000
MEMBER_BYTES = 64_000_000
"""Size limit of one unpacked file; a notebook full of pictures has about ten million bytes."""
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


def content(path: Path, index: int) -> bytes:
    """Return the content of one file of a zip, at most `MEMBER_BYTES`.

    Raises:
        NothingToGrade: the file cannot be unpacked, or is larger.
    """
    with _open(path) as archive, archive.open(archive.infolist()[index]) as file:
        found = file.read(MEMBER_BYTES + 1)
    if len(found) > MEMBER_BYTES:
        raise _unreadable(_TOO_LARGE)
    return found


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
        raise _unreadable(Text(ko=str(error) or "손상됨", en=str(error) or "it is damaged")) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(Text(ko=reason, en=reason)) from error


def _unreadable(why: Text) -> NothingToGrade:
    return NothingToGrade(
        Text(ko=f"압축 파일을 풀지 못했습니다: {why.ko}.", en=f"The zip cannot be unpacked: {why.en}.")
    )
