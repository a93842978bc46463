"""The bytes of a file that was handed in, or why there are none."""

import os
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.base.korean import with_particle
from grader.base.open_elsewhere import CLOSE_IT, may_be_open_elsewhere
from grader.base.text import Text
from grader.intake import wrong_file

MAX_BYTES = 256 * 2**20
"""Bytes of a file; a notebook may hold 200 MB of pictures, which nobody reads."""
SUFFIXES = (".ipynb", ".py")


def file_bytes(path: Path) -> bytes:
    """Return the file's bytes, or raise an error that says why there are none."""
    name = path.name
    if path.is_dir():
        raise NothingToGrade(
            Text(
                ko=f"{with_particle(name, '은')} 파일이 아니라 폴더입니다.",
                en=f"{name} is a folder, not a file.",
            ),
            Text(
                ko="채점할 .ipynb 또는 .py 파일을 지정하십시오.",
                en="Name the .ipynb or .py file to be graded.",
            ),
        )
    if not path.is_file():
        raise _too_deep(path) if _is_too_deep(path) else _missing(path)
    if path.suffix.lower() not in SUFFIXES:
        raise wrong_file.refused(name)
    try:
        size = path.stat().st_size
        if size <= MAX_BYTES:
            data = path.read_bytes()
            if data.strip():
                wrong_file.must_be_code(name, data)
                return data
    except OSError as error:
        raise NothingToGrade(
            Text(
                ko=f"{name} 파일을 열 수 없습니다: {error.strerror}",
                en=f"{name} cannot be opened: {error.strerror}",
            ),
            CLOSE_IT if may_be_open_elsewhere(error) else None,
        ) from None
    if size > MAX_BYTES:
        raise NothingToGrade(
            Text(
                ko=f"{name} 파일이 너무 큽니다({size / 2**20:.0f} MB, 최대 {MAX_BYTES // 2**20} MB).",
                en=f"{name} is too large ({size / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB).",
            ),
            Text(
                ko="노트북의 출력을 모두 지우고 다시 저장하십시오.",
                en="Clear all outputs of the notebook and save it again.",
            ),
        )
    raise NothingToGrade(
        Text(ko=f"{name} 파일이 비어 있습니다.", en=f"{name} is empty."),
        Text(ko="저장이 되었는지 확인하십시오.", en="Check that it was saved."),
    )


def _is_too_deep(path: Path) -> bool:
    """Return whether a file is there that Windows finds only by its longest form."""
    return os.name == "nt" and Path(f"\\\\?\\{path.absolute()}").is_file()


def _too_deep(path: Path) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{path.name} 파일의 경로가 너무 깁니다({len(str(path))}자). Windows가 열지 못합니다.",
            en=f"The path of {path.name} is too long for Windows to open it ({len(str(path))} characters).",
        ),
        Text(
            ko="C:\\과제처럼 짧은 폴더로 옮긴 뒤 다시 채점하십시오.",
            en="Move it to a folder with a short path, such as C:\\homework, and grade it there.",
        ),
    )


def _missing(path: Path) -> NothingToGrade:
    return NothingToGrade(
        Text(ko=f"{path.name} 파일이 없습니다.", en=f"There is no file {path.name}."),
        Text(
            ko=f"파일 이름과 위치를 확인하십시오: {path}\n이름에 빈칸이 있으면 따옴표로 감싸십시오.",
            en=f"Check the name and the place of the file: {path}\nPut a name with spaces in quotation"
            " marks.",
        ),
    )
