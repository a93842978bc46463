"""Writes the measurements to a page in Markdown, with a section for each.

A section states its date, machine, versions and the load from other work, and is written as soon as it is
measured. A new measurement replaces the older section of its title; the others stay. Rows whose first cell
is bold are the main rows, which the README quotes.
"""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from grader.base.cache import write_whole

PACKAGES = ("torch", "nbconvert", "nbgrader", "otter-grader")
HEADING = """# Benchmarks

`make bench` writes this page, and `make bench DATA=PATH` does so with images of yours. Every section names
the command that measures it again. All ways of one section run in turns, so that a busy moment hits them all;
a figure is the median, and a ratio the median of the rounds' ratios. Unless a row says otherwise, a process
computes with one thread. Memory is the peak of all processes together, what they share counted once. Ratios
carry over to other machines; seconds do not.
"""
LOOK_SECONDS = 2.0
"""How long the load from other work is measured before a section."""
BUSY = 10.0
"""The share of processor time, in per cent, from which other work is said to slow a section down."""
BEGIN, END = "<!-- benchmarks: written by `make bench` -->\n", "<!-- /benchmarks -->"


@dataclass(frozen=True)
class Row:
    """One figure and the command that gave it; the README quotes `main` rows."""

    what: str
    figure: str
    command: str = ""
    main: bool = False


@dataclass(frozen=True)
class Section:
    """Figures measured together."""

    title: str
    rows: Sequence[Row]
    note: str = ""


@dataclass(frozen=True)
class Conditions:
    """When, where and on what data a section was measured; recorded before it begins."""

    day: str
    machine: str
    busy: float
    """The share of processor time that other work took just before, in per cent."""
    data: str

    @classmethod
    def now(cls, data: str) -> "Conditions":
        """Record the present conditions."""
        memory = psutil.virtual_memory().total / 2**30
        machine = f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {versions()}"
        return cls(datetime.now(UTC).date().isoformat(), machine, psutil.cpu_percent(LOOK_SECONDS), data)


def put(page: Path, section: Section, conditions: Conditions, command: str) -> None:
    """Write a section into the page, replacing an older one with the same title."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    _, *old = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    new = _block(section, conditions, command)
    blocks = {block.split("\n", 1)[0]: block.rstrip() + "\n" for block in [*old, new]}
    page.parent.mkdir(parents=True, exist_ok=True)
    write_whole(page, "\n".join([HEADING, *blocks.values()]).encode())


def _block(section: Section, conditions: Conditions, command: str) -> str:
    busy = "" if conditions.busy < BUSY else "; other work slowed it down"
    pieces = [
        f"## {section.title}",
        f"Measured {conditions.day} on {conditions.machine}{busy}.",
        f"{conditions.data}; other work took {conditions.busy:.0f} % of the processors just before."
        f" `{command}`",
        *([section.note] if section.note else []),
        table(section.rows),
    ]
    return "\n\n".join(pieces) + "\n"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table, without the column of commands if there are none."""
    columns = 3 if any(row.command for row in rows) else 2
    lines = [["what", "figure", "command"], ["---"] * 3, *map(_cells, rows)]
    return "\n".join("| " + " | ".join(cells[:columns]) + " |" for cells in lines)


def _cells(row: Row) -> list[str]:
    what = f"**{row.what}**" if row.main else row.what
    command = f"`{row.command}`" if row.command else ""
    return [cell.replace("|", "\\|") for cell in (what, row.figure, command)]


# -- what the README quotes ------------------------------------------------------------------------------


def quoted(page: str) -> str:
    """Return the main rows of a page as a table, below when and where they were measured."""
    measured = dict.fromkeys(re.findall(r"^Measured .*$", page, re.MULTILINE))
    rows = re.findall(r"^\| \*\*(.*?)\*\* \| (.*?) \|", page, re.MULTILINE)
    return "\n\n".join([*measured, table([Row(*row) for row in rows])]) + "\n"


def quote(page: Path, readme: Path) -> None:
    """Write the main rows of the page between the README's markers."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    assert rest, f"{readme} has no place for the figures"
    after = rest.partition(END)[2]
    text = before + BEGIN + quoted(page.read_text(encoding="utf-8")) + END + after
    write_whole(readme, text.encode())


# -- the machine -----------------------------------------------------------------------------------------


def processor() -> str:
    """Return the processor's name from Linux, or else from Python."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def versions() -> str:
    """Return the versions of Python and the measured libraries; "without" if one is not installed."""
    return ", ".join([f"Python {platform.python_version()}", *map(_version, PACKAGES)])


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"without {name}"
