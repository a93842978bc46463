"""Files that are handed in for a notebook and are something else: what each is, and what to do instead."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from grader.base.errors import NothingToGrade
from grader.base.korean import with_particle
from grader.base.text import Text

_DOWNLOAD: Final = Text(
    ko="노트북 자체를 내려받으십시오. Colab: 파일 > 다운로드 > .ipynb 다운로드. "
    "Jupyter: File > Download. GitHub: Download raw file.",
    en="Download the notebook itself. Colab: File > Download > Download .ipynb. "
    "Jupyter: File > Download. GitHub: Download raw file.",
)
_UNPACK: Final = Text(
    ko="압축을 풀고 그 안의 노트북(.ipynb)이나 파이썬 파일(.py)을 지정하십시오.",
    en="Unpack it, and name the notebook (.ipynb) or the Python file (.py) in it.",
)
_NAME_THE_CODE: Final = Text(
    ko="모델 클래스가 들어 있는 노트북(.ipynb)이나 파이썬 파일(.py)을 지정하십시오.",
    en="Name the notebook (.ipynb) or the Python file (.py) that holds the model's class.",
)
_RENAMED: Final = re.compile(r"(?P<name>.+\.(?:ipynb|py))(?:[ (_-].*|\.[A-Za-z]+)$", re.IGNORECASE)
"""A notebook's or a script's name, and what was added to it: `hw.ipynb.txt`, `hw.ipynb (1)`."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is not code.

    Args:
        what: what it is called.
        instead: what to do about it.
        suffixes: how the names of such files end.
        begins: how their content begins.
    """

    what: Text
    instead: Text
    suffixes: tuple[str, ...]
    begins: tuple[bytes, ...] = ()


_KINDS: Final = (
    FileKind(
        Text(ko="웹 페이지(HTML)", en="a web page (HTML)"),
        _DOWNLOAD,
        (".html", ".htm", ".mhtml"),
        (b"<!doctype html", b"<html"),
    ),
    FileKind(
        Text(ko="인쇄용 문서(PDF)", en="a document for printing (PDF)"), _DOWNLOAD, (".pdf",), (b"%pdf-",)
    ),
    FileKind(
        Text(ko="문서 파일", en="a word processor's document"),
        _DOWNLOAD,
        (".hwp", ".hwpx", ".doc", ".docx", ".odt", ".rtf", ".pages"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"),
    ),
    FileKind(
        Text(ko="학습된 가중치 파일", en="a file of trained weights"),
        _NAME_THE_CODE,
        (".pt", ".pth", ".ckpt", ".safetensors", ".h5", ".onnx", ".pkl"),
    ),
    FileKind(
        Text(ko="압축 파일", en="an archive"),
        _UNPACK,
        (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".egg", ".alz"),
        (b"pk\x03\x04", b"rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"),
    ),
    FileKind(
        Text(ko="이미지", en="a picture"),
        _DOWNLOAD,
        (".png", ".jpg", ".jpeg", ".gif", ".heic", ".webp", ".bmp"),
        (b"\x89png", b"\xff\xd8\xff", b"gif87a", b"gif89a"),
    ),
)


def recognised(name: str) -> NothingToGrade | None:
    """Return the error for a file whose name says that it is something else; None if it says nothing."""
    if kind := _kind(lambda kind: name.lower().endswith(kind.suffixes)):
        return NothingToGrade(
            Text(
                ko=f"{with_particle(name, '은')} 노트북이 아니라 {kind.what.ko}입니다.",
                en=f"{name} is {kind.what.en}, not a notebook.",
            ),
            kind.instead,
        )
    if renamed := _RENAMED.fullmatch(name):
        return _misnamed(name, renamed["name"])
    return None


def refused(name: str) -> NothingToGrade:
    """Return the error for a file whose name is neither a notebook's nor a script's."""
    return recognised(name) or NothingToGrade(
        Text(
            ko=f"{name} 파일은 노트북(.ipynb)이나 파이썬 파일(.py)이 아닙니다.",
            en=f"{name} is neither a notebook (.ipynb) nor a Python file (.py).",
        ),
        Text(ko=".ipynb 또는 .py 파일을 지정하십시오.", en="Name a .ipynb or .py file."),
    )


def must_be_code(name: str, content: bytes) -> None:
    """Refuse content that cannot be code, whatever it is called.

    Raises:
        NothingToGrade: the content is of another kind of file.
    """
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = _kind(lambda kind: start.startswith(kind.begins))
    if kind is not None:
        raise NothingToGrade(
            Text(
                ko=f"{name} 파일은 이름과 달리 {kind.what.ko}입니다.",
                en=f"In spite of its name, {name} is {kind.what.en}.",
            ),
            kind.instead,
        )


def _kind(is_it: Callable[[FileKind], bool]) -> FileKind | None:
    return next(filter(is_it, _KINDS), None)


def _misnamed(name: str, meant: str) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{name} 파일의 이름이 .ipynb나 .py로 끝나지 않습니다.",
            en=f"The name of {name} does not end in .ipynb or .py.",
        ),
        Text(
            ko=f"파일 이름을 바꾸십시오: {meant}\n"
            "Windows에서 끝부분이 보이지 않으면 탐색기의 보기 > 파일 확장명을 켜십시오.",
            en=f"Rename it: {meant}\n"
            "Where Windows hides the end of the name, turn on View > File name extensions.",
        ),
    )
