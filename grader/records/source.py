"""What intake makes of a submission: its text, cut down to the models in it. Nothing in it was executed."""

from typing import Literal

import msgspec

from grader.base.text import Text


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line of a submission as data that may come from the child: a unit index and a 1-based line number."""

    unit: int
    line: int
    column: int | None = None
    """The character, from 0, that a syntax error is at."""


class Position(msgspec.Struct, frozen=True):
    """A line of a submission as it is shown to people.

    `cell` is the number of the notebook's code cell, from 1 at the top, or None in a script.
    """

    file: str
    cell: int | None
    line: int
    text: str
    column: int | msgspec.UnsetType = msgspec.UNSET
    """The character of `text`, from 0, that a caret points at; unset if the whole line is meant."""

    @property
    def spot(self) -> Text:
        """The line's place in its file: `cell 5, line 7`, or `line 7` in a script."""
        line = Text(ko=f"{self.line}번째 줄", en=f"line {self.line}")
        if self.cell is None:
            return line
        return Text(ko=f"{self.cell}번째 코드 셀, {line.ko}", en=f"cell {self.cell}, {line.en}")


class Unit(msgspec.Struct, frozen=True):
    """One code cell or script as text that Python can parse, with every line at its original number."""

    file: str
    cell: int | None
    text: str
    """The parseable text; magics and broken blocks are blanked out."""
    original: str
    """The text that the student wrote, for messages."""


class Prose(msgspec.Struct, frozen=True):
    """A Markdown cell of a notebook. It is shown to people and never searched for models."""

    file: str
    after: int
    """The number of code cells before it in the notebook."""
    text: str


class Statement(msgspec.Struct, frozen=True):
    """A top-level statement to execute: the index-th of its unit's parsed body."""

    unit: int
    index: int
    first: int
    """The first line, from 1, including decorators."""
    last: int


class Maker(msgspec.Struct, frozen=True):
    """A student's expression that makes a model, with the statements that its names need."""

    expression: str
    statements: tuple[Statement, ...]
    at: Line | None = None


class LeftOut(msgspec.Struct, frozen=True):
    """A name that a model uses and that only heavy work can define: data, a file, what somebody types."""

    name: str
    at: Line
    """The line that defines it."""


class Candidate(msgspec.Struct, frozen=True):
    """A model found in the text: a class, a function that returns one, or one made at module level."""

    name: str
    kind: Literal["class", "function", "object"]
    at: Line
    statements: tuple[Statement, ...]
    """Statements to execute, in order, before a maker's expression can be evaluated."""
    makers: tuple[Maker, ...]
    """The student's own ways to make the model, most likely first; empty if the file never makes it."""
    written: bool
    """False if a template's gap is still open: no `forward`, or nothing in it but `pass` and the like."""
    inner: bool = False
    """Whether it is used only inside other models, as a block or a base class."""
    replaced: bool = False
    """Whether a later class takes its name, after the file has made this one."""
    left_out: tuple[LeftOut, ...] = ()
    """What it uses and will not find when it is made."""
    made: bool = False
    """Whether the file makes it, and not only inside other models."""
    base: bool = False
    """Whether a class that the file makes inherits from it."""
    wraps: bool = False
    """Whether the file makes it of another model: `LitModel(LeNet5())`."""
    aliases: tuple[str, ...] = ()
    """Other names that the file gives it: `LeNet5 = Net`."""


class Defined(msgspec.Struct, frozen=True):
    """A function or class at the top level of a file, with what it needs to be called."""

    name: str
    kind: Literal["function", "class"]
    at: Line
    statements: tuple[Statement, ...]
    """Statements to execute, in order, before it can be called."""
    written: bool
    """False if a template's gap is still open: nothing in it but `pass` and the like."""
    methods: tuple[str, ...] = ()
    """Of a class: the functions in it that are written."""
    left_out: tuple[LeftOut, ...] = ()
    """What it uses and will not find when it is called."""


class Problem(msgspec.Struct, frozen=True):
    """Something in the file that intake could not read and skipped, e.g. a cell that is not Python."""

    message: Text
    at: Line | None = None
    class_name: str = ""
    """The class that was meant to be defined there, if any."""
    hint: Text | None = None
    names_missing_file: bool = False
    """Whether it names a file that was not handed in and may define what a model uses."""
    is_other_framework: bool = False
    """Whether it is that the file's model, of which it has none otherwise, is not one of torch."""
    is_newer_syntax: bool = False
    """Whether the code is right in a newer Python than the grader's, which cannot read it."""


class File(msgspec.Struct, frozen=True):
    """A submitted file."""

    name: str
    sha256: str


class Source(msgspec.Struct, frozen=True):
    """A submission as text.

    `candidates` are in the order of the files. If a file redefines a class, they hold its last complete
    version, and those earlier versions that the file made before they were replaced.
    """

    files: tuple[File, ...]
    units: tuple[Unit, ...]
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...] = ()
    prose: tuple[Prose, ...] = ()
    """The notebooks' Markdown cells, up to a size limit."""
    choice: tuple[Text, ...] = ()
    """What there is to say about the choice of these files among those handed in."""
    definitions: tuple[Defined, ...] = ()
    """The functions and classes at the top level, each in its last version that is written."""
    order: tuple[Statement, ...] = ()
    """All top-level statements in the order in which they would run."""

    @property
    def name(self) -> str:
        """The names of the files, separated by commas."""
        return ", ".join(file.name for file in self.files)

    def position(self, line: Line) -> Position:
        """Turn a line, which may come from a child, into a position; a nonexistent line has no text."""
        if not 0 <= line.unit < len(self.units):
            return Position(file=self.name, cell=None, line=line.line, text="")
        unit = self.units[line.unit]
        lines = unit.original.splitlines()
        whole = lines[line.line - 1] if 1 <= line.line <= len(lines) else ""
        return Position(unit.file, unit.cell, line.line, whole.strip(), _within(line.column, whole))


def _within(column: int | None, line: str) -> int | msgspec.UnsetType:
    """Return a column of a line as counted from its first letter, not beyond its end."""
    if column is None:
        return msgspec.UNSET
    return min(max(column - (len(line) - len(line.lstrip())), 0), len(line.strip()))
