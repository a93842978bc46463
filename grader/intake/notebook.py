"""Read the cells of an untrusted notebook: only their sources, not outputs or attachments."""

import json
import re
from typing import Any, NamedTuple

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.intake.notebook_outputs import STRING, TooManyOutputs, without_outputs

MAX_DEPTH = 100
"""Nesting of the JSON without outputs; notebooks need 8 levels."""
MAX_CONTAINERS = 400_000
"""Lists and objects in the JSON without outputs; each costs memory. A large notebook has thousands."""
MAX_CELLS = 1_000

STRINGS = re.compile(STRING, re.DOTALL)
CELLS = re.compile(rb'"(?:cells|worksheets)"\s*+:\s*+\[')


class NotebookCells(NamedTuple):
    """The sources of a notebook's cells, from the top."""

    code: list[str]
    markdown: list[tuple[int, str]]
    """Each cell with the number of code cells before it."""
    raw: list[tuple[int, str]]
    """Cells that are no code and are shown as they are, with the number of code cells before each."""


def is_notebook(data: bytes) -> bool:
    """Return whether a file is a notebook, whatever it is called."""
    return data[:100].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and bool(CELLS.search(data))


def read_cells(data: bytes, name: str) -> NotebookCells:
    """Read a notebook of format 3 or 4.

    Raises:
        NothingToGrade: it is not a notebook, is built to choke its reader, or contains no code.
    """
    try:
        data = without_outputs(data)
    except TooManyOutputs:
        raise _too_many_outputs(name) from None
    _refuse_costly(data, name)
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError):
        raise _broken(name) from None
    if not isinstance(notebook, dict):
        raise _broken(name)
    found = NotebookCells([], [], [])
    for cell in _cells(notebook, name)[:MAX_CELLS]:
        if _is(cell, "code"):
            found.code.append(_source(cell))
        elif _is(cell, "markdown"):
            found.markdown.append((len(found.code), _source(cell)))
        elif _is(cell, "raw"):
            found.raw.append((len(found.code), _source(cell)))
    if not any(source.strip() for source in found.code):
        raise NothingToGrade(
            Text(ko=f"{name} 노트북에 코드가 없습니다.", en=f"The notebook {name} holds no code."),
            Text(
                ko="코드 셀에 모델을 작성하고 저장했는지 확인하십시오.",
                en="Check that the model is written in a code cell and that the notebook was saved.",
            ),
        )
    return found


def _refuse_costly(data: bytes, name: str) -> None:
    """Reject JSON that would be too costly to parse, before parsing it."""
    bare = STRINGS.sub(b"", data)
    if bare.count(b"[") + bare.count(b"{") > MAX_CONTAINERS:
        raise _broken(name)
    depth = 0
    for bracket in re.findall(rb"[\[\]{}]", bare):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise _broken(name)


def _cells(notebook: dict[str, Any], name: str) -> list[Any]:
    cells = notebook.get("cells")
    if isinstance(cells, list):
        return cells
    return _upgrade(notebook, name)


def _upgrade(notebook: dict[str, Any], name: str) -> list[Any]:
    """Return the cells of a notebook in an older format after nbformat has converted it to format 4."""
    import nbformat

    for sheet in _lists(notebook, "worksheets"):
        for cell in _lists(sheet, "cells"):
            if isinstance(cell, dict) and "outputs" in cell:
                cell["outputs"] = []
    try:
        converted = nbformat.convert(nbformat.from_dict(notebook), 4)
        return list(converted["cells"])
    except Exception:  # nbformat gives no guarantees for input that is not a notebook
        raise _broken(name) from None


def _lists(holder: Any, key: str) -> list[Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, list) else []


def _is(cell: Any, kind: str) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == kind


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source")
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _too_many_outputs(name: str) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{name} 노트북의 출력이 너무 많아서 읽을 수 없습니다.",
            en=f"The notebook {name} cannot be read: it holds too many outputs.",
        ),
        Text(
            ko="노트북의 출력을 모두 지우고 다시 저장하십시오.",
            en="Clear all outputs of the notebook and save it again.",
        ),
    )


def _broken(name: str) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{name} 파일은 주피터 노트북으로 읽을 수 없습니다.",
            en=f"{name} cannot be read as a Jupyter notebook.",
        ),
        Text(
            ko="Jupyter나 Colab에서 열리는지 확인한 뒤 다시 내려받거나 저장하십시오.",
            en="Check that it opens in Jupyter or Colab, then download or save it again.",
        ),
    )
