"""Read a student's file into a `Source`."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.intake import (
    lost_models,
    notebook,
    python2,
    stray_methods,
    text_cells,
    text_encoding,
)
from grader.intake.candidates import candidates
from grader.intake.cell_repair import tidy
from grader.intake.definitions import definitions
from grader.intake.file_bytes import file_bytes
from grader.intake.notebook import NotebookCells
from grader.intake.program import Program
from grader.intake.syntax import first_line, last_line
from grader.intake.unit_reader import UnitReader
from grader.records.source import (
    Candidate,
    Defined,
    File,
    LeftOut,
    Line,
    Maker,
    Problem,
    Prose,
    Source,
    Statement,
)

MAX_CHARACTERS = 500_000
"""Characters of code, without outputs; long course notebooks have a tenth of this."""
MAX_SCRIPT_BYTES = 8 * MAX_CHARACTERS
MAX_PROSE = 50_000
"""Characters of Markdown; long course notebooks have half of this."""
MAX_STATEMENTS = 5_000
"""Statements at the top level of a file and its helper modules; long notebooks have a few hundred."""


def read(path: Path) -> Source:
    """Read a notebook or script as text and find the models in it. Nothing in it is executed.

    A file without a model has no candidates.

    Raises:
        NothingToGrade: the file does not exist, or nothing in it can be read as code.
    """
    data = file_bytes(path)
    file = File(path.name, hashlib.sha256(data).hexdigest())
    if not _holds_cells(path, data):
        if len(data) > MAX_SCRIPT_BYTES:
            raise _too_long(path.name)
        return _source([text_encoding.decode(data, path.name)], path.parent, file, cells=False)
    return _source_of_notebook(notebook.read_cells(data, path.name), path.parent, file)


def _holds_cells(path: Path, data: bytes) -> bool:
    """Return whether a file is to be read as a notebook: what is in it counts, not how it was saved."""
    if path.suffix.lower() == ".ipynb":
        return not text_encoding.is_python(data)
    return notebook.is_notebook(data)


def _source_of_notebook(cells: NotebookCells, folder: Path, file: File) -> Source:
    source = _source(cells.code, folder, file, cells=True, markdown=cells.markdown)
    defined = {candidate.name for candidate in source.candidates}
    beside = text_cells.problems(cells.markdown, cells.raw, defined)
    return msgspec.structs.replace(source, problems=(*source.problems, *beside))


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
    reader = UnitReader(folder)
    reader.add(texts, file.name, cells)
    units, problems = reader.units, reader.problems
    program = Program((index, units[index].text) for index in reader.order)
    if program.end > MAX_STATEMENTS:
        raise _too_long(file.name)
    found = candidates(program)
    whole = Program(((index, units[index].text) for index in reader.order), every_method=True)
    return Source(
        files=(file,),
        units=tuple(units),
        candidates=found,
        prose=tuple(_prose(markdown, file.name)),
        definitions=definitions(whole),
        order=tuple(step.statement for step in whole.steps),
        problems=(
            *problems,
            *_stray(program, found),
            *(() if any(each.written for each in found) else lost_models.problems(program)),
            *python2.problems(reader.old, _lines(found, program), units),
        ),
    )


def _stray(program: Program, found: Sequence[Candidate]) -> list[Problem]:
    """Return the methods that stand outside a class that is no model without them."""
    gaps = {each.name for each in found if not each.written}
    return [problem for problem in stray_methods.problems(program) if problem.class_name in gaps]


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
    return merged([read(path) for path in paths])


def merged(sources: Sequence[Source]) -> Source:
    """Return what was read of several files as one submission; see `read_all`."""
    whole = Source((), (), ())
    for source in sources:
        offset = len(whole.units)
        whole = Source(
            files=(*whole.files, *source.files),
            units=(*whole.units, *source.units),
            candidates=(*whole.candidates, *(_candidate(each, offset) for each in source.candidates)),
            problems=(*whole.problems, *(_moved(problem, offset) for problem in source.problems)),
            prose=(*whole.prose, *source.prose),
            definitions=(*whole.definitions, *(_defined(each, offset) for each in source.definitions)),
            order=(*whole.order, *_statements(source.order, offset)),
        )
    return whole


def _defined(found: Defined, offset: int) -> Defined:
    return msgspec.structs.replace(
        found,
        at=Line(found.at.unit + offset, found.at.line),
        statements=_statements(found.statements, offset),
        left_out=_left_out(found.left_out, offset),
    )


def _left_out(names: tuple[LeftOut, ...], offset: int) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(each.name, Line(each.at.unit + offset, each.at.line)) for each in names)


def _candidate(candidate: Candidate, offset: int) -> Candidate:
    return msgspec.structs.replace(
        candidate,
        at=Line(candidate.at.unit + offset, candidate.at.line),
        statements=_statements(candidate.statements, offset),
        makers=tuple(
            Maker(maker.expression, _statements(maker.statements, offset), _line(maker.at, offset))
            for maker in candidate.makers
        ),
        left_out=_left_out(candidate.left_out, offset),
    )


def _statements(statements: tuple[Statement, ...], offset: int) -> tuple[Statement, ...]:
    return tuple(msgspec.structs.replace(each, unit=each.unit + offset) for each in statements)


def _moved(problem: Problem, offset: int) -> Problem:
    return msgspec.structs.replace(problem, at=_line(problem.at, offset))


def _line(line: Line | None, offset: int) -> Line | None:
    return None if line is None else msgspec.structs.replace(line, unit=line.unit + offset)
