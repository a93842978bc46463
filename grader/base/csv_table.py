"""CSV tables from spreadsheets and learning platforms, written back in the dialect they were read in."""

import csv
import io
import unicodedata
from pathlib import Path
from typing import Final

import msgspec

from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.text import Text, same

BYTE_ORDER_MARK: Final = "\ufeff"
"""Excel mistakes UTF-8 for another encoding without it."""
ENCODINGS: Final = ("utf-8", "cp949")
"""Encodings to try, in order. Korean Excel writes CP949."""
DELIMITERS: Final = ",;\t"
"""Spreadsheets write semicolons in locales with a decimal comma."""
FORMULA: Final = ("=", "+", "-", "@")
"""Spreadsheets evaluate a cell that begins with one of these."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table and the dialect of its file."""

    rows: tuple[tuple[str, ...], ...]
    encoding: str = "utf-8"
    mark: bool = True
    """Whether the file begins with a byte order mark."""
    delimiter: str = ","
    end: str = "\r\n"
    """The line terminator."""

    @property
    def text(self) -> str:
        """The file's content, the byte order mark included."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator=self.end).writerows(self.rows)
        return BYTE_ORDER_MARK * self.mark + text.getvalue()


def read(path: Path) -> Sheet:
    """Read a table.

    Raises:
        StaffError: the file cannot be read, is not CSV in a known encoding, or is empty.
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
    """Return a cell that no spreadsheet evaluates as a formula; a lone sign is left as it is.

    Full-width signs count too, since spreadsheets in East Asia treat them like the ASCII ones.
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
            ko=f"표 {quoted_with(path, '을')} 읽지 못했습니다: {why.ko}",
            en=f"The table '{path}' cannot be read: {why.en}",
        )
    )
