"""Read a student's file into a `Source`."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.base.errors import NothingToGrade
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.intake import helper_modules, notebook, python2, text_encoding
from grader.intake.candidates import candidates
from grader.intake.cell_repair import MAX_BROKEN, BrokenBlock, clean, tidy
from grader.intake.program import Program
from grader.intake.syntax import first_line, last_line
from grader.intake.torn_classes import MARKER
from grader.records.source import Candidate, File, Line, Maker, Problem, Prose, Source, Statement, Unit

MAX_BYTES = 32 * 2**20
MAX_CHARACTERS = 500_000
"""Characters of code, without outputs; long course notebooks have a tenth of this."""
MAX_PROSE = 50_000
"""Characters of Markdown; long course notebooks have half of this."""
MAX_STATEMENTS = 5_000
"""Statements at the top level of a file and its helper modules; long notebooks have a few hundred."""
MAX_HELPER_BYTES = 64 * 2**10
MAX_HELPERS = 16
SUFFIXES = (".ipynb", ".py")


def read(path: Path) -> Source:
    """Read a notebook or script as text and find the models in it. Nothing in it is executed.

    A file without a model has no candidates.

    Raises:
        NothingToGrade: the file does not exist, or nothing in it can be read as code.
    """
    data = _bytes(path)
    file = File(path.name, hashlib.sha256(data).hexdigest())
    if path.suffix.lower() != ".ipynb":
        return _source([text_encoding.decode(data, path.name)], path.parent, file, cells=False)
    cells = notebook.read_cells(data, path.name)
    return _source(cells.code, path.parent, file, cells=True, markdown=cells.markdown)


def read_cells(cells: Sequence[str], folder: Path, name: str) -> Source:
    """Read the cells of a session the way `read` reads a notebook's.

    Args:
        cells: what was typed, in order.
        folder: the folder of the helper modules.
        name: what to call the session.

    Raises:
        NothingToGrade: the cells are too long.
    """
    digest = hashlib.sha256("\n".join(cells).encode("utf-8", "replace")).hexdigest()
    return _source(cells, folder, File(name, digest), cells=True)


def _source(
    texts: Sequence[str],
    folder: Path,
    file: File,
    *,
    cells: bool,
    markdown: Sequence[tuple[int, str]] = (),
) -> Source:
    if sum(map(len, texts)) > MAX_CHARACTERS:
        raise _too_long(file.name)
    reader = _Reader(folder)
    reader.add(texts, file.name, cells)
    units, problems = reader.units, reader.problems
    program = Program((index, units[index].text) for index in reader.order)
    if program.end > MAX_STATEMENTS:
        raise _too_long(file.name)
    found = candidates(program)
    return Source(
        files=(file,),
        units=tuple(units),
        candidates=found,
        prose=tuple(_prose(markdown, file.name)),
        problems=(*problems, *python2.problems(reader.old, _lines(found, program), units)),
    )


class _Reader:
    """Collects the units of a file and of the helper modules beside it.

    The file's own units come first in `units`; `order` is the order in which the units would run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.units: list[Unit] = []
        self.problems: list[Problem] = []
        self.patience = MAX_BROKEN
        self.old: list[Line] = []
        """Lines that only Python 2 accepts."""
        self.order: list[int] = []
        self.provided: dict[str, frozenset[str]] = {}
        """The dotted names of the helper modules read so far, and the names that each defines."""

    def add(self, texts: Sequence[str], file: str, cells: bool, module: str = "") -> None:
        """Add the texts of a file, to run after the helper modules that they import."""
        own: list[int] = []
        for number, text in enumerate(texts, start=1):
            original = tidy(text)
            cleaned = clean(original, self.patience)
            self.patience -= sum(broken.blocks for broken in cleaned.broken)
            if cleaned.module or module:
                self.provided[cleaned.module or module] = helper_modules.names(cleaned.text)
            own.append(len(self.units))
            self.units.append(Unit(file, number if cells else None, cleaned.text, original))
            self.problems += [_problem(broken, own[-1], self.units[-1]) for broken in cleaned.broken]
            self.old += [Line(own[-1], line) for line in cleaned.python2]
        for index in own:
            self._inline(index)
        self.order += own

    def _inline(self, index: int) -> None:
        """Put the helper modules that a unit imports before the unit."""
        unit = self.units[index]
        for module in helper_modules.imported(unit.text):
            if module not in self.provided and len(self.provided) < MAX_HELPERS:
                self._add_helper(module)
        text = helper_modules.inline(unit.text, self.provided)
        self.units[index] = Unit(unit.file, unit.cell, text, unit.original)

    def _add_helper(self, module: str) -> None:
        path = helper_modules.find(module, self.folder)
        if path is None:
            return
        try:
            if path.stat().st_size > MAX_HELPER_BYTES:
                return
            text = text_encoding.decode(path.read_bytes(), path.name)
        except (OSError, NothingToGrade):  # the import stays as it is and fails with Python's own message
            return
        self.add([text], path.relative_to(self.folder).as_posix(), cells=False, module=module)


def _bytes(path: Path) -> bytes:
    """Return the file's bytes, or raise an error that says why there are none."""
    name = path.name
    if path.is_dir():
        raise NothingToGrade(
            Text(
                ko=f"{with_particle(name, '은')} 파일이 아니라 폴더입니다.",
                en=f"{name} is a folder, not a file.",
            ),
            Text(
                ko="채점할 .ipynb 또는 .py 파일을 지정하십시오.",
                en="Name the .ipynb or .py file to be graded.",
            ),
        )
    if not path.is_file():
        raise NothingToGrade(
            Text(ko=f"{name} 파일이 없습니다.", en=f"There is no file {name}."),
            Text(
                ko=f"파일 이름과 위치를 확인하십시오: {path}\n이름에 빈칸이 있으면 따옴표로 감싸 주십시오.",
                en=f"Check the name and the place of the file: {path}\nPut a name with spaces in quotation"
                " marks.",
            ),
        )
    if path.suffix.lower() not in SUFFIXES:
        raise NothingToGrade(
            Text(
                ko=f"{name} 파일은 노트북(.ipynb)이나 파이썬 파일(.py)이 아닙니다.",
                en=f"{name} is neither a notebook (.ipynb) nor a Python file (.py).",
            ),
            Text(ko=".ipynb 또는 .py 파일을 지정하십시오.", en="Name a .ipynb or .py file."),
        )
    try:
        size = path.stat().st_size
        if size <= MAX_BYTES:
            data = path.read_bytes()
            if data.strip():
                return data
    except OSError as error:
        raise NothingToGrade(
            Text(
                ko=f"{name} 파일을 열 수 없습니다: {error.strerror}",
                en=f"{name} cannot be opened: {error.strerror}",
            )
        ) from None
    if size > MAX_BYTES:
        raise NothingToGrade(
            Text(
                ko=f"{name} 파일이 너무 큽니다({size / 2**20:.0f} MB, 최대 {MAX_BYTES // 2**20} MB).",
                en=f"{name} is too large ({size / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB).",
            ),
            Text(
                ko="노트북의 출력을 모두 지우고 다시 저장하십시오.",
                en="Clear all outputs of the notebook and save it again.",
            ),
        )
    raise NothingToGrade(
        Text(ko=f"{name} 파일이 비어 있습니다.", en=f"{name} is empty."),
        Text(ko="저장이 되었는지 확인하십시오.", en="Check that it was saved."),
    )


def _prose(markdown: Sequence[tuple[int, str]], file: str) -> Iterator[Prose]:
    """Yield a notebook's Markdown cells from the top until `MAX_PROSE` is used up."""
    room = MAX_PROSE
    for after, text in markdown:
        room -= len(text)
        if room < 0:
            return
        if text.strip():
            yield Prose(file, after, tidy(text))


def _too_long(name: str) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{name} 파일의 코드가 너무 깁니다.",
            en=f"{name} holds too much code.",
        ),
        Text(
            ko=f"코드에 붙여 넣은 데이터가 있으면 지우십시오(최대 {MAX_CHARACTERS:,}자).",
            en=f"Take out data that was pasted into the code (at most {MAX_CHARACTERS:,} characters).",
        ),
    )


def _problem(broken: BrokenBlock, number: int, unit: Unit) -> Problem:
    line = unit.original.split("\n")[broken.line - 1]
    what, hint = _of_line(line, broken.error)
    if broken.class_name:
        message = Text(
            ko=f"{broken.class_name} 클래스를 읽지 못했습니다. {what.ko}",
            en=f"The class {broken.class_name} could not be read. {what.en}",
        )
    else:
        message = Text(ko=f"이 부분은 읽지 않았습니다. {what.ko}", en=f"This part was left out. {what.en}")
    return Problem(message, Line(number, broken.line, broken.column), broken.class_name, hint)


def _of_line(line: str, error: str) -> tuple[Text, Text | None]:
    """Return what is wrong with an unreadable line, and what to do where its kind is known."""
    if MARKER.match(line):
        return (
            Text(
                ko="git의 충돌 표시(<<<<<<<, =======, >>>>>>>)가 남아 있습니다.",
                en="Markers of a merge conflict were left in it (<<<<<<<, =======, >>>>>>>).",
            ),
            Text(
                ko="두 코드 가운데 하나만 남기고 충돌 표시 세 줄을 지우십시오.",
                en="Keep one of the two versions, and delete the three lines with markers.",
            ),
        )
    what = Text(ko=f"문법 오류: {error}", en=f"Syntax error: {error}")
    if _is_prose(line):
        return what, Text(
            ko="코드가 아니라 설명이면 줄 앞에 #을 붙이십시오.",
            en="If the line is a note and no code, begin it with #.",
        )
    return what, None


def _is_prose(line: str) -> bool:
    """Return whether a line is more likely a note: several words, or Korean, and nothing that code needs."""
    words = line.split()
    return not set(line) & set("=()[]{}#\"'") and (len(words) > 1 or bool(re.search("[가-힣]", line)))


def _lines(found: tuple[Candidate, ...], program: Program) -> set[Line]:
    """Return the lines of all statements that the models need."""
    needed = {statement for candidate in found for statement in candidate.statements}
    return {
        Line(step.statement.unit, line)
        for step in program.steps
        if step.statement in needed
        for line in range(first_line(step.node), last_line(step.node) + 1)
    }


# -- several files ---------------------------------------------------------------------------------------


def read_all(paths: Sequence[Path]) -> Source:
    """Read several files as one submission, their units one after another.

    A candidate still consists of statements from its own file only: two files may use one name for different
    things.

    Raises:
        NothingToGrade: a file does not exist, or nothing in it can be read as code.
    """
    whole = Source((), (), ())
    for path in paths:
        source = read(path)
        offset = len(whole.units)
        whole = Source(
            files=(*whole.files, *source.files),
            units=(*whole.units, *source.units),
            candidates=(*whole.candidates, *(_candidate(each, offset) for each in source.candidates)),
            problems=(*whole.problems, *(_moved(problem, offset) for problem in source.problems)),
            prose=(*whole.prose, *source.prose),
        )
    return whole


def _candidate(candidate: Candidate, offset: int) -> Candidate:
    return msgspec.structs.replace(
        candidate,
        at=Line(candidate.at.unit + offset, candidate.at.line),
        statements=_statements(candidate.statements, offset),
        makers=tuple(
            Maker(maker.expression, _statements(maker.statements, offset), _line(maker.at, offset))
            for maker in candidate.makers
        ),
    )


def _statements(statements: tuple[Statement, ...], offset: int) -> tuple[Statement, ...]:
    return tuple(msgspec.structs.replace(each, unit=each.unit + offset) for each in statements)


def _moved(problem: Problem, offset: int) -> Problem:
    return msgspec.structs.replace(problem, at=_line(problem.at, offset))


def _line(line: Line | None, offset: int) -> Line | None:
    return None if line is None else msgspec.structs.replace(line, unit=line.unit + offset)
