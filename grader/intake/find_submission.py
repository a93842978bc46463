"""Find the student's file in a folder."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.intake.submission import SUFFIXES, read
from grader.records.source import Source

MAX_FILES = 50
LIKE = 0.8
"""Minimum likeness, 0 to 1, of two names that are taken for the same: `LeNet` and `LeNet5`."""

SHORTEST = 3
"""Minimum length of a name to be looked for inside another: `CNN` is, `a` is not."""


def files(folder: Path) -> list[Path]:
    """Return the notebooks and scripts in a folder that contain models, except those that another imports.

    Raises:
        NothingToGrade: no file contains a model.
    """
    found = list(_with_models(folder))
    if not found:
        raise _nothing(_files(folder))
    return found


def find(folder: Path, names: Sequence[str]) -> Path:
    """Return the file in a folder that contains the student's model.

    `names` are the assignment's id and the names of its models. Among several files with a model, the one
    whose models match them best is chosen, then the one whose own name does; a file that another one imports
    is left out.

    Raises:
        NothingToGrade: no file contains a model, or several match equally well.
    """
    ranked = {path: _rank(path, source, names) for path, source in _with_models(folder).items()}
    if not ranked:
        raise _nothing(_files(folder))
    best = max(ranked.values())
    chosen = [path for path, rank in ranked.items() if rank == best]
    if len(chosen) > 1:
        raise _ambiguous(chosen)
    return chosen[0]


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


def _rank(path: Path, source: Source, names: Sequence[str]) -> tuple[bool, int, bool]:
    written = [candidate.name for candidate in source.candidates if candidate.written]
    alike = sum(any(_likeness(name, model) >= LIKE for model in written) for name in names)
    return bool(written), alike, any(_likeness(name, path.stem) >= LIKE for name in names)


def _likeness(one: str, other: str) -> float:
    """Return the likeness of two names by their letters and digits; 1 if one contains the other."""
    a, b = (re.sub(r"[\W_]", "", name).casefold() for name in (one, other))
    if min(len(a), len(b)) >= SHORTEST and (a in b or b in a):
        return 1.0
    return SequenceMatcher(None, a, b).ratio()


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(path.name for path in files[:20]) or "-"


def _nothing(files: Sequence[Path]) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko="이 폴더에서 모델이 들어 있는 파일을 찾지 못했습니다.",
            en="No file in this folder holds a model.",
        ),
        Text(
            ko=f"채점할 파일을 직접 지정하십시오. 찾은 파일: {_listed(files)}",
            en=f"Name the file to be graded. Files found: {_listed(files)}",
        ),
    )


def _ambiguous(files: Sequence[Path]) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko="모델이 들어 있는 파일이 여러 개여서 하나를 고를 수 없습니다.",
            en="Several files hold a model, and none of them stands out.",
        ),
        Text(
            ko=f"이 가운데 하나를 지정하십시오: {_listed(files)}",
            en=f"Name one of these: {_listed(files)}",
        ),
    )
