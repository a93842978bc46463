"""Starts a new assignment as a small but complete one, for the author to change."""

import keyword
import re
from pathlib import Path
from typing import Final, Literal

from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.text import Text

TEMPLATES: Final = Path(__file__).parent / "templates"
Kind = Literal["model", "function", "loop"]
"""What an assignment asks for first."""


def write(name: str, folder: Path, kind: Kind = "model") -> list[Path]:
    """Write an assignment into a course's folder without overwriting anything; return the files.

    Raises:
        StaffError: the name does not suit an import and a command, or a file already exists.
        OSError: a file cannot be written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise StaffError(
            Text(
                ko=f"{quoted_with(name, '은')} 과제 이름이 될 수 없습니다.",
                en=f"'{name}' cannot name an assignment.",
            ),
            Text(
                ko="영문 소문자로 시작하고 소문자, 숫자, _만 쓰십시오. 예: assignment4",
                en="Begin with a lower-case letter; use lower-case letters, digits and _, as in assignment4.",
            ),
        )
    files = {folder / path: template for path, template in _files(name, kind).items()}
    for path in (folder / "assignments" / name, *files):
        if path.exists():
            raise StaffError(
                Text(ko=f"{quoted_with(path, '이')} 이미 있습니다.", en=f"'{path}' is there already."),
                Text(ko="다른 이름을 쓰십시오.", en="Take another name."),
            )
    for path, template in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (TEMPLATES / template).read_text(encoding="utf-8").replace("%assignment%", name)
        path.write_text(text, encoding="utf-8")
    return list(files)


def _files(name: str, kind: Kind) -> dict[str, str]:
    """Map the files of an assignment to their templates."""
    here = f"assignments/{name}"
    pages = ("assignment.py", "mistakes.py", "README.ko.md", "README.en.md")
    if kind != "model":
        files = {f"{here}/{each}": each for each in pages}
        files |= {f"reference/{name}.py": "solution.py", f"{here}/examples/right.py": "right.py"}
        return {path: f"{kind}/{template}" for path, template in files.items()}
    return {
        f"reference/{name}.py": "solution.py",
        **{f"{here}/{each}": each for each in (*pages, "calibration.md")},
        f"{here}/examples/right_functional.py": "right_functional.py",
    }
