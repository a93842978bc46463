"""Find the files in a folder that hold a student's models."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.intake.file_bytes import SUFFIXES
from grader.intake.submission import read
from grader.records.source import Source

MAX_FILES = 50
MOST_NAMED = 5
"""Number of files whose reasons a message gives."""


def files(folder: Path, *, code: bool = False) -> list[Path]:
    """Return the notebooks and scripts in a folder that contain models, except those that another imports.

    If none does, it is those of which it can be said where the model went: it cannot be read, say.

    Args:
        folder: where they lie.
        code: whether files with code will do where none contains a model, as for an assignment that asks for
            a function.

    Raises:
        NothingToGrade: no file contains a model.
    """
    sources = _sources(folder)
    found = list(_with_models(sources)) or [path for path, each in sources.items() if code and each.order]
    if not found:
        raise _nothing(folder)
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


def _sources(folder: Path) -> dict[Path, Source]:
    """Return the files that can be read, except those that another one imports."""
    sources = {path: source for path in _files(folder)[:MAX_FILES] if (source := _readable(path)) is not None}
    helpers = {
        unit.file for path, source in sources.items() for unit in source.units if unit.file != path.name
    }
    return {path: source for path, source in sources.items() if path.name not in helpers}


def _with_models(own: Mapping[Path, Source]) -> dict[Path, Source]:
    """Return the files that contain models, or else problems."""
    found = {path: source for path, source in own.items() if source.candidates}
    return found or {path: source for path, source in own.items() if source.problems}


def _readable(path: Path) -> Source | None:
    try:
        return read(path)
    except NothingToGrade:
        return None


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(path.name for path in files[:20]) or "-"


def _nothing(folder: Path) -> NothingToGrade:
    """Return the error to raise for a folder without a model; it says what is wrong with each file."""
    found = _files(folder)
    reasons = [_unread(path) for path in found] or list(_other_files(folder))
    listed = reasons[:MOST_NAMED]
    return NothingToGrade(
        Text(
            ko=" ".join(
                ["이 폴더에서 모델이 들어 있는 파일을 찾지 못했습니다.", *(each.ko for each in listed)]
            ),
            en=" ".join(["No file in this folder holds a model.", *(each.en for each in listed)]),
        ),
        Text(
            ko=f"채점할 파일을 직접 지정하십시오. 찾은 파일: {_listed(found)}",
            en=f"Name the file to be graded. Files found: {_listed(found)}",
        ),
    )


def _unread(path: Path) -> Text:
    """Return why a notebook or script is of no use: it cannot be read, or holds no model."""
    try:
        read(path)
    except NothingToGrade as error:
        return error.message
    return Text(ko=f"{path.name} 파일에 모델이 없습니다.", en=f"{path.name} holds no model.")


def _other_files(folder: Path) -> Iterator[Text]:
    """Yield what lies in a folder without notebooks and scripts."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")):
            continue
        if path.is_dir():
            yield Text(
                ko=f"{path.name} 폴더 안은 보지 않았습니다. 그 폴더를 지정하십시오.",
                en=f"{path.name} is a folder, which was not looked into: name it.",
            )
        else:
            yield Text(
                ko=f"{path.name}: 노트북(.ipynb)도 파이썬 파일(.py)도 아닙니다.",
                en=f"{path.name} is neither a notebook (.ipynb) nor a Python file (.py).",
            )
