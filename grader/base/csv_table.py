"""A table as spreadsheets and learning platforms write it: CSV, read as it is and written as it was."""

import csv
import io
import unicodedata
from pathlib import Path
from typing import Final

import msgspec

from grader.base.errors import StaffError
from grader.base.text import Text, same

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes UTF-8 for another encoding."""
ENCODINGS: Final = ("utf-8", "cp949")
"""Excel in Korean writes the second."""
DELIMITERS: Final = ",;\t"
"""Spreadsheets write the second where numbers have a decimal comma."""
FORMULA: Final = ("=", "+", "-", "@")
"""A cell that begins so is computed by spreadsheets."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table, and how its file is written."""

    rows: tuple[tuple[str, ...], ...]
    encoding: str = "utf-8"
    mark: bool = True
    """Whether it begins with a byte order mark."""
    delimiter: str = ","
    end: str = "\r\n"
    """What ends a line."""

    @property
    def text(self) -> str:
        """The file's content, the byte order mark included."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator=self.end).writerows(self.rows)
        return BYTE_ORDER_MARK * self.mark + text.getvalue()


def read(path: Path) -> Sheet:
    """Read a table.

    Raises:
        StaffError: the file cannot be read, is no CSV in an encoding that is known, or is empty.
    """
    text, encoding = _text(path)
    content = text.removeprefix(BYTE_ORDER_MARK)
    first = content.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = tuple(map(tuple, csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise _unreadable(path, same(str(error))) from error
    if not any(rows):
        raise _unreadable(path, Text(ko="비어 있습니다.", en="it is empty."))
    return Sheet(
        rows=rows,
        encoding=encoding,
        mark=text != content,
        delimiter=delimiter,
        end="\r\n" if first.endswith("\r") else "\n",
    )


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet computes; a lone sign is nothing to compute.

    Signs of full width count, as spreadsheets in East Asia take them for the others.
    """
    said = unicodedata.normalize("NFKC", cell.strip())
    computed = said.startswith(FORMULA) and len(said) > 1
    return f"'{cell}" if computed or cell.startswith(("\t", "\r")) else cell


def _text(path: Path) -> tuple[str, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, same(error.strerror or type(error).__name__)) from error
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise _unreadable(path, Text(ko="UTF-8도 CP949도 아닙니다.", en="it is neither UTF-8 nor CP949."))


def _unreadable(path: Path, why: Text) -> StaffError:
    return StaffError(
        Text(
            ko=f"표 '{path}'을(를) 읽지 못했습니다: {why.ko}",
            en=f"The table '{path}' cannot be read: {why.en}",
        )
    )
