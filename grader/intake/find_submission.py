"""Find the files in a folder that hold a student's models."""

from collections.abc import Sequence
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.intake.submission import SUFFIXES, read
from grader.records.source import Source

MAX_FILES = 50


def files(folder: Path) -> list[Path]:
    """Return the notebooks and scripts in a folder that contain models, except those that another imports.

    Raises:
        NothingToGrade: no file contains a model.
    """
    found = list(_with_models(folder))
    if not found:
        raise _nothing(_files(folder))
    return found


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise NothingToGrade(
            Text(ko=f"{folder} 폴더가 없습니다.", en=f"There is no folder {folder}."),
        )
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith((".", "_"))
        and path.is_file()
        and path.resolve().is_relative_to(folder.resolve())  # a link may lead to somebody else's file
    )


def _with_models(folder: Path) -> dict[Path, Source]:
    """Return the files that contain models, except those that another one imports."""
    sources = {path: source for path in _files(folder)[:MAX_FILES] if (source := _readable(path)) is not None}
    helpers = {
        unit.file for path, source in sources.items() for unit in source.units if unit.file != path.name
    }
    return {
        path: source for path, source in sources.items() if source.candidates and path.name not in helpers
    }


def _readable(path: Path) -> Source | None:
    try:
        return read(path)
    except NothingToGrade:
        return None


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(path.name for path in files[:20]) or "-"


def _nothing(files: Sequence[Path]) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko="이 폴더에서 모델이 들어 있는 파일을 찾지 못했습니다.",
            en="No file in this folder holds a model.",
        ),
        Text(
            ko=f"채점할 파일을 직접 지정해 주십시오. 찾은 파일: {_listed(files)}",
            en=f"Name the file to be graded. Files found: {_listed(files)}",
        ),
    )
