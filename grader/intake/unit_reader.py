"""Collect the units of a file and of the files beside it that it imports or runs."""

from collections.abc import Sequence
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.intake import helper_modules, json_files, notebook, notebook_runs, text_encoding, unread_blocks
from grader.intake.cell_repair import MAX_BROKEN, clean, tidy
from grader.records.source import Line, Problem, Unit

MAX_HELPER_BYTES = 64 * 2**10
MAX_HELPER_NOTEBOOK_BYTES = 16 * 2**20
"""Bytes of a notebook that another one runs, outputs included."""
MAX_HELPERS = 16


class UnitReader:
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
        self.ran: set[Path] = set()
        """The files that a cell runs and that were read."""

    def add(self, texts: Sequence[str], file: str, cells: bool, module: str = "", package: str = "") -> None:
        """Add the texts of a file, to run after the helper modules that they import.

        Args:
            texts: its cells, or the whole script.
            file: what to call it.
            cells: whether the texts are cells.
            module: the dotted name that it is imported by; empty if it is not.
            package: the dotted name of its package, which its relative imports start from.
        """
        own: list[int] = []
        for number, text in enumerate(texts, start=1):
            original = tidy(text)
            cleaned = clean(original, self.patience)
            self.patience -= sum(broken.blocks for broken in cleaned.broken)
            if name := cleaned.module or module:
                earlier = self.provided.get(name, frozenset())
                self.provided[name] = earlier | helper_modules.names(cleaned.text)
            own.append(len(self.units))
            self.units.append(Unit(file, number if cells else None, cleaned.text, original))
            self.problems += [
                unread_blocks.problem(broken, own[-1], self.units[-1]) for broken in cleaned.broken
            ]
            self.old += [Line(own[-1], line) for line in cleaned.python2]
        for index in own:
            self._run(index)
            self._inline(index, package)
        self.order += own

    def _run(self, index: int) -> None:
        """Put the notebooks and scripts that a unit runs before the unit."""
        for number, name in notebook_runs.runs(self.units[index].original):
            path = notebook_runs.find(name, self.folder)
            if path is None:
                self.problems.append(notebook_runs.missing(name, Line(index, number)))
            elif path not in self.ran and len(self.ran) < MAX_HELPERS:
                self.ran.add(path)
                self._add_file(path)

    def _inline(self, index: int, package: str) -> None:
        """Put the helper modules that a unit imports before the unit."""
        unit = self.units[index]
        for module in helper_modules.imported(unit.text, package):
            if module not in self.provided and len(self.provided) < MAX_HELPERS:
                self._add_helper(module, unit.text)
        text = helper_modules.inline(unit.text, self.provided, package)
        text = json_files.inline(text, self.folder)
        self.units[index] = Unit(unit.file, unit.cell, text, unit.original)

    def _add_helper(self, module: str, importer: str) -> None:
        path = helper_modules.find(module, self.folder, notebooks=helper_modules.imports_notebooks(importer))
        if path is not None:
            package = module if path.stem == "__init__" else module.rpartition(".")[0]
            self._add_file(path, module, package)

    def _add_file(self, path: Path, module: str = "", package: str = "") -> None:
        """Add a file beside the student's; one that cannot be read defines nothing."""
        is_notebook = path.suffix.lower() == ".ipynb"
        try:
            if path.stat().st_size > (MAX_HELPER_NOTEBOOK_BYTES if is_notebook else MAX_HELPER_BYTES):
                return
            data = path.read_bytes()
            texts = (
                notebook.read_cells(data, path.name).code
                if is_notebook
                else [text_encoding.decode(data, path.name)]
            )
        except (OSError, NothingToGrade):  # the import stays as it is and fails with Python's own message
            return
        if sum(map(len, texts)) > MAX_HELPER_BYTES:
            return
        name = path.resolve().relative_to(self.folder.resolve()).as_posix()
        self.add(texts, name, cells=is_notebook, module=module, package=package)
