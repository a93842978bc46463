"""Files that a cell runs: `%run helper.ipynb`, and `# MAGIC %run ./helper` in an export from Databricks."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from grader.base.text import Text
from grader.records.source import Line, Problem

RUN = re.compile(r"[ \t]*(?:#[ \t]*MAGIC[ \t]+)?%run[ \t]+(?:-\w+[ \t]+)*(?:\"([^\"]+)\"|'([^']+)'|(\S+))")
SUFFIXES = (".ipynb", ".py")


def runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines, from 1, that run a file, and the file that each names."""
    for number, line in enumerate(text.split("\n"), start=1):
        if match := RUN.match(line):
            yield number, match[1] or match[2] or match[3]


def find(name: str, folder: Path) -> Path | None:
    """Return the notebook or script that a line runs, if it lies in the student's folder and is no link.

    A path that only the student's machine has, such as one in Google Drive, stands for its last part.
    """
    root = folder.resolve()
    for written in (name, re.split(r"[/\\]", name)[-1]):
        for suffix in ("", *SUFFIXES):
            path = Path(os.path.normpath(root / (written + suffix)))
            inside = path.suffix.lower() in SUFFIXES and path.is_relative_to(root)
            if inside and path.is_file() and path.resolve() == path:
                return path
    return None


def missing(name: str, at: Line) -> Problem:
    """Return the problem of a file that is run and was not handed in."""
    return Problem(
        Text(
            ko=f"%run이 실행하는 {name} 파일이 제출되지 않아, 그 파일에서 정의하는 이름이 없습니다."
            " 두 파일을 함께 제출하거나 모델에 필요한 코드를 이 파일로 옮기십시오.",
            en=f"%run names {name}, which was not handed in: what it defines is missing here. Hand in both"
            " files together, or move the code that the model needs into this one.",
        ),
        at,
        names_missing_file=True,
    )
