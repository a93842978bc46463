"""What intake makes of a submission: its text, cut down to the models in it. Nothing here was executed."""

from typing import Literal

import msgspec

from grader.base.text import Text


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a submission, as data that may cross from the child: a unit's index and a 1-based line."""

    unit: int
    line: int


class Position(msgspec.Struct, frozen=True):
    """A line of a submission, as it is shown to a person.

    `cell` counts a notebook's code cells from the top, from 1; it is None in a script.
    """

    file: str
    cell: int | None
    line: int
    text: str

    @property
    def spot(self) -> Text:
        """Where the line stands in its file: `cell 5, line 7`, or `line 7` in a script."""
        line = Text(ko=f"{self.line}번째 줄", en=f"line {self.line}")
        if self.cell is None:
            return line
        return Text(ko=f"{self.cell}번째 코드 셀, {line.ko}", en=f"cell {self.cell}, {line.en}")


class Unit(msgspec.Struct, frozen=True):
    """One code cell or one script: text that Python can parse, every line at its original number."""

    file: str
    cell: int | None
    text: str
    """What can be parsed: magics and broken blocks are blanked out."""
    original: str
    """What the student wrote; shown in messages."""


class Prose(msgspec.Struct, frozen=True):
    """A Markdown cell of a notebook. It is shown to people, and never read for a model."""

    file: str
    after: int
    """How many of the notebook's code cells stand before it."""
    text: str


class Statement(msgspec.Struct, frozen=True):
    """A top-level statement that is to be executed: the index-th of its unit's parsed body."""

    unit: int
    index: int
    first: int
    """The lines that it stands on, from 1, decorators too."""
    last: int


class Maker(msgspec.Struct, frozen=True):
    """An expression of the student's that makes a model, with the statements that its names need."""

    expression: str
    statements: tuple[Statement, ...]
    at: Line | None = None


class Candidate(msgspec.Struct, frozen=True):
    """A model found in the text: a class, a function that returns one, or one made at module level."""

    name: str
    kind: Literal["class", "function", "object"]
    at: Line
    statements: tuple[Statement, ...]
    """What must be executed, in order, before a maker's expression can be evaluated."""
    makers: tuple[Maker, ...]
    """The student's own ways to make it, most likely first; empty where the file never makes it."""
    written: bool
    """False where a template's gap is still open: no `forward`, or nothing in it but `pass` and the like."""
    inner: bool = False
    """It is made only inside other models: a block, or a base class."""
    replaced: bool = False
    """A later class has its name; the file made this one before that."""


class Problem(msgspec.Struct, frozen=True):
    """Something in the file that intake could not read and went on without, e.g. a cell that is no Python."""

    message: Text
    at: Line | None = None


class File(msgspec.Struct, frozen=True):
    """A file that was handed in."""

    name: str
    sha256: str


class Source(msgspec.Struct, frozen=True):
    """A submission as text.

    `candidates` stand in the order of the files. Of a class that a file defines again there is the last
    complete version, and of the earlier ones those that the file made before they were replaced.
    """

    files: tuple[File, ...]
    units: tuple[Unit, ...]
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...] = ()
    prose: tuple[Prose, ...] = ()
    """The notebooks' Markdown cells, as far as there is room for them."""

    @property
    def name(self) -> str:
        """The names of the files."""
        return ", ".join(file.name for file in self.files)

    def position(self, line: Line) -> Position:
        """Turn a line, which may come from a child, into a position; one that is not there has no text."""
        if not 0 <= line.unit < len(self.units):
            return Position(file=self.name, cell=None, line=line.line, text="")
        unit = self.units[line.unit]
        lines = unit.original.splitlines()
        text = lines[line.line - 1].strip() if 1 <= line.line <= len(lines) else ""
        return Position(file=unit.file, cell=unit.cell, line=line.line, text=text)
