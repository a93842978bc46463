"""Extracts the commands of a page. A page is a session: its commands run in one folder, in order.

    ```bash       every line is a command
    ```console    a line with `$ ` is a command; its output contains the lines that follow, except ⋮

A comment in the page, invisible to readers, describes the block that follows it:

    <!-- not run: WHY -->         it cannot run in a test
    <!-- status: 0 1 -->          the commands' exit statuses, where not all are 0
    <!-- file: PATH -->           the block is not a command, but text that a reader writes to that file

and `<!-- run: COMMAND -->` is a command that a reader need not see, such as one that makes a student's file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

LANGUAGES: Final = ("bash", "console")
_REMARK: Final = re.compile(r"<!-- (run|not run|status|file): (.+?) -->", re.DOTALL)
_PROMPT: Final = "$ "


@dataclass(frozen=True)
class Step:
    """A command of a page, or a file to be written."""

    line: int
    command: str
    status: int = 0
    shown: tuple[str, ...] = ()
    """Lines that must stand in the output, in this order."""
    file: str = ""
    """If this is no command: where `command` is written to."""
    why_not: str = ""
    """Why it is not run."""


def steps(page: Path) -> Iterator[Step]:
    """Yield a page's steps in order.

    Raises:
        ValueError: a remark is about no block, or has another number of statuses than its block has commands.
    """
    remarks: dict[str, str] = {}
    for token in _parsed(page):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            for kind, said in _REMARK.findall(token.content):
                if kind == "run":
                    yield Step(line, said)
                else:
                    remarks[kind] = said
        elif token.type == "fence" and "file" in remarks:
            yield Step(line, token.content, file=remarks.pop("file"))
        elif token.type == "fence" and token.info in LANGUAGES:
            yield from _block(line, token.info, token.content, remarks)
            remarks = {}
        elif remarks:
            raise ValueError(f"{page}:{line}: no block follows {remarks}")


def blocks(page: Path) -> Iterator[tuple[int, str, str]]:
    """Yield every block of code with its line and language, none if it is an indented one."""
    for token in _parsed(page):
        if token.type in ("fence", "code_block") and token.map:
            yield token.map[0] + 1, token.info, token.content


def code_spans(page: Path) -> Iterator[str]:
    """Yield what stands as code in the text of a page, outside of its blocks."""
    for token in _parsed(page):
        yield from (each.content for each in token.children or () if each.type == "code_inline")


def _parsed(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))


def _block(line: int, language: str, content: str, remarks: dict[str, str]) -> Iterator[Step]:
    said = content.splitlines()
    if language == "console":
        starts = [index for index, each in enumerate(said) if each.startswith(_PROMPT)]
        if 0 not in starts:
            raise ValueError(f"line {line}: a console begins with a command")
        pairs = [
            (said[start].removeprefix(_PROMPT), said[start + 1 : end])
            for start, end in zip(starts, [*starts[1:], len(said)], strict=True)
        ]
    else:
        pairs = [(each, []) for each in said if each.strip()]
    statuses = [int(each) for each in remarks.get("status", "0 " * len(pairs)).split()]
    for (command, shown), status in zip(pairs, statuses, strict=True):
        lines = tuple(each for each in shown if each.strip() and each != "⋮")
        yield Step(line, command, status, lines, why_not=remarks.get("not run", ""))
