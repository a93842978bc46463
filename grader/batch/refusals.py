"""Why a file or folder of a download cannot be graded."""

from pathlib import Path
from typing import Final

from grader.base.text import Text
from grader.intake.file_bytes import SUFFIXES as CODE

SUFFIXES: Final = (*CODE, ".zip")

LINK: Final = Text(
    ko="다른 곳을 가리키는 링크이므로 읽지 않았습니다.",
    en="it is a link to another place, and is not followed.",
)
NOT_UTF8: Final = Text(
    ko="이름이 UTF-8이 아닙니다. 이름을 바꾸십시오.",
    en="its name is not UTF-8; give it another one.",
)
NO_MODEL: Final = Text(
    ko="노트북도 파이썬 파일도 아닙니다.", en="it is neither a notebook nor a Python file."
)
NO_FILE: Final = Text(ko="보통 파일이 아닙니다.", en="it is no ordinary file.")
_ARCHIVE: Final = Text(
    ko="zip이 아닌 압축 파일은 풀지 않습니다. 풀어서 넣거나 zip으로 다시 받으십시오.",
    en="archives other than zips are not unpacked: unpack it, or ask for a zip.",
)
_DOCUMENT: Final = Text(
    ko="노트북이나 파이썬 파일이 아니라 문서입니다.", en="it is a document, not a notebook or a Python file."
)
_PICTURE: Final = Text(
    ko="노트북이나 파이썬 파일이 아니라 이미지입니다.", en="it is a picture, not a notebook or a Python file."
)
_KINDS: Final = (
    (_ARCHIVE, (".rar", ".7z", ".egg", ".alz", ".tar", ".gz", ".tgz", ".bz2", ".xz")),
    (_DOCUMENT, (".pdf", ".hwp", ".hwpx", ".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".html", ".htm")),
    (_PICTURE, (".png", ".jpg", ".jpeg", ".gif", ".heic", ".webp")),
)


def refusal(path: Path, folder: Path) -> Text | None:
    """Return why an entry of a folder cannot be graded; None if it can be, or does not exist."""
    if path.resolve() != folder.resolve() / path.relative_to(folder):
        return LINK
    if spelt(path) != str(path):
        return NOT_UTF8
    if not path.exists() or path.is_dir():
        return None
    if not path.is_file():
        return NO_FILE
    return None if path.suffix.lower() in SUFFIXES else _wrong_kind(path) or NO_MODEL


def is_handed_in(path: Path) -> bool:
    """Return whether a file is of a kind that students hand in, on purpose or by mistake."""
    return path.suffix.lower() in SUFFIXES or _wrong_kind(path) is not None


def _wrong_kind(path: Path) -> Text | None:
    return next((why for why, suffixes in _KINDS if path.suffix.lower() in suffixes), None)


def spelt(name: str | Path) -> str:
    """Return a name as text, with bytes that are not UTF-8 as escapes."""
    return str(name).encode(errors="backslashreplace").decode()
