"""The page that the measurements are written to, in Markdown."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

PACKAGES = ("torch", "torchvision", "nbconvert", "nbgrader")


@dataclass(frozen=True)
class Row:
    """One figure, and the command that it is of."""

    what: str
    figure: str
    command: str


@dataclass(frozen=True)
class Section:
    """Figures that were measured together; `argument` of `python -m benchmarks` measures them again."""

    argument: str
    title: str
    rows: Sequence[Row]
    note: str = ""


def page(sections: Sequence[Section], heading: Sequence[str]) -> str:
    """The whole page."""
    blocks = ["# Benchmarks", *heading]
    for section in sections:
        blocks += [f"## {section.title}", f"`python -m benchmarks {section.argument}`"]
        blocks += [section.note] if section.note else []
        blocks.append(_table(section.rows))
    return "\n\n".join(blocks) + "\n"


def _table(rows: Sequence[Row]) -> str:
    lines = [(row.what, row.figure, f"`{row.command}`") for row in rows]
    return "\n".join(["| what | figure | command |", "|---|---|---|", *(_line(cells) for cells in lines)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def machine() -> str:
    """The processor, its cores, the memory, and whether other work kept it busy."""
    cores, memory = os.cpu_count(), psutil.virtual_memory().total / 2**30
    load = psutil.getloadavg()[0]
    return f"{processor()}, {cores} cores, {memory:.0f} GiB, load {load:.1f} when it began"


def processor() -> str:
    """The name that Linux gives the processor, else what Python knows of it."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def versions() -> str:
    """Of Python and the libraries that are measured; "not installed" where one is not there."""
    return ", ".join(
        [f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in PACKAGES)]
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def today() -> str:
    """The date, in UTC."""
    return datetime.now(UTC).date().isoformat()
