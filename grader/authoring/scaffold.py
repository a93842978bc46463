"""Starts a new assignment as a small but complete one of a kind, for the author to change."""

import keyword
import re
from pathlib import Path
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Text

TEMPLATES: Final = Path(__file__).parent / "templates"
CNN: Final = "cnn"
SOLUTION: Final = "solution.py"
KINDS: Final = (CNN, *sorted(each.name for each in TEMPLATES.iterdir() if each.name != CNN))
"""What an assignment may begin as; the first is what it is if nothing is said."""


def write(name: str, folder: Path, kind: str = CNN) -> list[Path]:
    """Write an assignment of a kind into a course's folder without overwriting anything; return the files.

    Raises:
        StaffError: the name does not suit an import and a command, or a file already exists.
        OSError: a file cannot be written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise StaffError(
            Text(ko=f"'{name}'은(는) 과제 이름이 될 수 없습니다.", en=f"'{name}' cannot name an assignment."),
            Text(
                ko="영문 소문자로 시작하고 소문자, 숫자, _만 쓰십시오. 예: assignment4",
                en="Begin with a lower-case letter; use lower-case letters, digits and _, as in assignment4.",
            ),
        )
    files = {folder / path: template for path, template in _files(name, kind).items()}
    for path in (folder / "assignments" / name, *files):
        if path.exists():
            raise StaffError(
                Text(ko=f"'{path}'이(가) 이미 있습니다.", en=f"'{path}' is there already."),
                Text(ko="다른 이름을 쓰십시오.", en="Take another name."),
            )
    for path, template in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (TEMPLATES / kind / template).read_text(encoding="utf-8").replace("%assignment%", name)
        path.write_text(text, encoding="utf-8")
    return list(files)


def _files(name: str, kind: str) -> dict[str, str]:
    """Map the files of an assignment to their templates."""
    here = f"assignments/{name}"
    templates = sorted(each.name for each in (TEMPLATES / kind).iterdir() if each.is_file())
    return {f"{_folder(each, here)}/{_renamed(each, name)}": each for each in templates}


def _folder(template: str, here: str) -> str:
    if template == SOLUTION:
        return "reference"
    return f"{here}/examples" if template.startswith("right") else here


def _renamed(template: str, name: str) -> str:
    return f"{name}.py" if template == SOLUTION else template
