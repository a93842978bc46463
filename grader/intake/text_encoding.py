"""Decode a Python file in whatever encoding it was saved."""

import io
import re
import tokenize

from grader.base.errors import NothingToGrade
from grader.base.text import Text

KOREAN = "cp949"
"""The encoding that Korean Windows editors use by default."""
PYTHON = re.compile(rb"^[ \t]*(?:import|from|class|def)[ \t]+\w", re.MULTILINE)


def is_python(data: bytes) -> bool:
    """Return whether a file looks like a script, and neither like JSON nor like a page of the web."""
    start = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start not in (b"{", b"[", b"<") and bool(PYTHON.search(data))


def decode(data: bytes, name: str) -> str:
    """Decode a file's bytes by byte order mark or coding cookie, as UTF-8, or as CP949.

    Raises:
        NothingToGrade: the bytes are not text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = [_declared(data), "utf-8-sig", KOREAN]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (ValueError, LookupError):  # the wrong encoding, or an unknown one
            continue
        if text.count("\x00") <= len(text) // 10:
            return text
    raise NothingToGrade(
        Text(
            ko=f"{name} 파일은 텍스트가 아니어서 읽을 수 없습니다.",
            en=f"{name} cannot be read: it is not a text file.",
        ),
        Text(
            ko="노트북(.ipynb)이나 파이썬 파일(.py)이 맞는지, 파일이 손상되지 않았는지 확인하십시오.",
            en="Check that it is a notebook (.ipynb) or a Python file (.py), and that it is not damaged.",
        ),
    )


def _declared(data: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except (SyntaxError, ValueError, LookupError):  # an unknown codec, one not for text, or bytes unlike it
        return "utf-8-sig"
