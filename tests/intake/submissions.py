"""Writes submissions given in a test, reads them, and runs the code that was kept."""

import ast
from pathlib import Path
from typing import Any

import nbformat

from grader import intake
from grader.records.source import Candidate, Source, Statement

MODEL = """\
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3072, 10)
    def forward(self, x):
        return self.fc(x.flatten(1))
"""
IMPORTS = "import torch\nfrom torch import nn\n"


def script(folder: Path, text: str, encoding: str = "utf-8", name: str = "제출 [1].py") -> Source:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return intake.read(path)


def notebook(folder: Path, *cells: str) -> Source:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = folder / "제출 노트북.ipynb"
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return intake.read(path)


def only(source: Source) -> Candidate:
    assert len(source.candidates) == 1, [each.name for each in source.candidates]
    return source.candidates[0]


def kept(source: Source, candidate: Candidate) -> str:
    """The statements that would be executed, as text."""
    return "\n".join(
        ast.unparse(ast.parse(source.units[each.unit].text).body[each.index]) for each in candidate.statements
    )


def named(source: Source, name: str) -> Candidate:
    return next(each for each in source.candidates if each.name == name)


def expressions(source: Source, name: str) -> list[str]:
    return [maker.expression for maker in named(source, name).makers]


def build(source: Source, name: str) -> Any:
    """Do what the capture does with a candidate: its statements, then its first maker or a bare call."""
    candidate = named(source, name)
    namespace: dict[str, Any] = {"__name__": "submission"}
    _execute(source, candidate.statements, namespace)
    if not candidate.makers:
        return namespace[name]()
    maker = candidate.makers[0]
    _execute(source, maker.statements, namespace)
    return eval(maker.expression, namespace)


def _execute(source: Source, statements: tuple[Statement, ...], namespace: dict[str, Any]) -> None:
    for each in statements:
        node = ast.parse(source.units[each.unit].text).body[each.index]
        exec(compile(ast.Module([node], []), "submission", "exec"), namespace)
