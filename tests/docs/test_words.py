"""Everything the documentation quotes exists: options, commands, and texts of reports."""

import ast
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from grader.base.text import Text
from grader.batch.time_limit import seconds
from grader.capture import capture, measuring
from grader.capture.capture import JOB_SECONDS
from grader.cli.app import COMMANDS, build
from grader.confinement.policy import GIB, Policy
from grader.grading import course
from grader.intake.reader import READ_SECONDS
from grader.reports.classroom import attention
from grader.training.confined import SILENCE_SECONDS, WHOLE_SECONDS

from .given import REPOSITORY
from .sessions import code_spans
from .test_commands import PAGES

OF_OTHER_PROGRAMS: Final = {
    "--update-golden",  # the tests of this repository
    "--runtime",  # Classroom 50's
    "--user",  # docker's
    *("--lifetime", "--memory-limit", "--nthreads", "--nworkers"),  # dask's workers
}
WRITTEN: Final = {name: path for name, path in PAGES.items() if name != "docs/benchmarks.md"}
"""By hand: the other page is made of commands that have run."""
MISTAKES: Final = {"en": "## Common mistakes", "ko": "## 자주 하는 실수"}


def commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        with click.Context(command, obj="en") as context:
            each = [command.get_command(context, name) for name in command.list_commands(context)]
        for below in filter(None, each):
            yield from commands(below)


GRADE: Final = build("en")
OPTIONS: Final = {name for each in commands(GRADE) for option in each.params for name in option.opts}


@pytest.mark.parametrize("name", WRITTEN)
def test_docs_page_names_only_options_that_exist(name: str) -> None:
    said = {option for span in code_spans(PAGES[name]) for option in re.findall(r"(?<!\S)--[\w-]+", span)}
    assert said - OPTIONS - OF_OTHER_PROGRAMS == set()


@pytest.mark.parametrize("name", PAGES)
def test_docs_page_names_only_commands_that_exist(name: str) -> None:
    known = {*COMMANDS, *course.names(), "assignment4"}  # the last one is begun in authoring.md
    first_word = re.compile(r"^grade ([a-z]\w*)(?!\S)")
    said = {first for span in code_spans(PAGES[name]) for first in first_word.findall(span)}
    assert said - known == set()


def test_docs_options_of_other_programs_are_not_ours() -> None:
    assert not OF_OTHER_PROGRAMS & OPTIONS


# -- what reports say ------------------------------------------------------------------------------------


def texts() -> Iterator[tuple[str, str]]:
    """The grader's texts in English and Korean, with `…` for what is filled in."""
    folders = (REPOSITORY / "grader" / name for name in ("checks", "intake"))
    for file in sorted(path for folder in folders for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                said = {each.arg: written(each.value) for each in node.keywords}
                yield said["en"], said["ko"]


def written(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(written, node.values))
    return str(node.value) if isinstance(node, ast.Constant) else "…"


def quoted(page: Path, lang: str) -> list[str]:
    """What the table of mistakes says that a report says, a phrase a row."""
    _, _, rest = page.read_text(encoding="utf-8").partition(MISTAKES[lang])
    table, _, _ = rest.partition("\n## ")
    return re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)


def test_docs_tables_of_mistakes_quote_what_reports_say() -> None:
    """In both languages, and the same in both; or it is torch's own message, which the grader explains."""
    known = list(texts())
    explained = (REPOSITORY / "grader" / "checks" / "exception_hints.py").read_text(encoding="utf-8")
    pages = {lang: REPOSITORY / "docs" / f"students.{lang}.md" for lang in MISTAKES}
    pairs = list(zip(*(quoted(pages[lang], lang) for lang in ("en", "ko")), strict=True))
    assert len(pairs) >= 8
    for en, ko in pairs:
        said = any(en in english and ko in korean for english, korean in known)
        assert said or (en == ko and en in explained), (en, ko)


def test_docs_state_the_bounds_of_a_child_that_hold() -> None:
    page = PAGES["docs/batch.md"].read_text(encoding="utf-8")
    memory = f"{Policy().resident // GIB} GB"
    assert f"| reads the submission | {READ_SECONDS:.0f} s | {memory} |" in page
    recording = f"{JOB_SECONDS:.0f} s, and {capture.ALL_SECONDS:.0f} s for all models of a submission"
    assert f"| runs a model, and records it | {recording} | {memory} |" in page
    computing = (
        f"{measuring.SECONDS:.0f} s an answer, and {measuring.ALL_SECONDS:.0f} s for all of a submission"
    )
    computed = f"{measuring.RESIDENT // GIB} GB"
    assert f"| computes a model for the checks | {computing} | {computed} |" in page
    minutes = math.ceil(seconds(course.load("assignment1"), training=False) / 60)
    assert f"training that is {minutes} minutes" in page
    assert f"| trains | {WHOLE_SECONDS:.0f} s, and {SILENCE_SECONDS:.0f} s without a sign of life |" in page


def test_docs_lists_of_a_class_have_the_titles_that_staff_see() -> None:
    page = PAGES["docs/batch.md"].read_text(encoding="utf-8")
    table = page.partition("| list | who is in it |")[2].partition("\n\n")[0]
    said = {title.strip() for row in table.splitlines()[2:] for title in row.split("|")[1].split(",")}
    titles = [value for name, value in vars(attention).items() if name.isupper() and isinstance(value, Text)]
    shown = {title.en for title in titles}
    assert said <= shown
    assert {group.en for group in (attention.LOOK, attention.NOTHING, attention.MISSING)} <= said
