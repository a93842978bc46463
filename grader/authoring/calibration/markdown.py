"""Writes studies into calibration.md, which has one section per part, data set and first seed."""

import os
import platform
import re
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import torch

from grader.authoring.calibration.cells import budget_cells, budgets_header, cells, header, strips
from grader.authoring.calibration.findings import Conclusion, budget, findings
from grader.authoring.calibration.study import Study, own
from grader.base.cache import write_whole
from grader.records.measure import NAMES


def write(parts: Sequence[Sequence[Study]], title: str, command: str, file: Path) -> None:
    """Write each study over an earlier one of the same part, data and first seed, or at the end.

    Args:
        parts: each part's studies, shortest training first; one of them must use the part's own recipe.
        title: the title of the file, if it is new.
        command: the command that made the studies.
        file: the file to write, created if missing.

    Raises:
        OSError: the file cannot be read or written.
        UnicodeError: the file is not UTF-8.
    """
    text = file.read_text(encoding="utf-8") if file.exists() else f"# {title}\n"
    for studies in parts:
        each = own(studies)
        name = f"{each.part.id}, {each.data}, seeds from {each.seeds[0]}"
        text = _placed(text, name, section(each, command))
        if len(studies) > 1:
            text = _placed(text, f"{name}, budgets", "\n".join(_budgets(studies, command)))
    write_whole(file, text.encode())


def section(study: Study, command: str) -> str:
    """Return a study as Markdown."""
    return "\n".join(_lines(study, command))


def _lines(study: Study, command: str) -> Iterator[str]:
    train, test = study.images
    wrong = [len(each.all) for each in study.wrong]
    fewer = f" ({wrong[0]} for wrong models)" if wrong and wrong[0] != len(study.seeds) else ""
    yield from (f"### {study.part.title.en}", "", f"    {command}", "")
    yield f"{study.data}, {train:,} training and {test:,} test images,"
    seeds = f"{len(study.seeds)} seeds from {study.seeds[0]}{fewer}"
    yield f"{study.recipe.epochs} epochs, batches of {study.recipe.batch}, {seeds};"
    yield from (f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}", "")
    yield f"| {' | '.join([NAMES[study.measure].en, *(name.en for name in header(study))])} |"
    yield f"|{'---|' * (1 + len(header(study)))}"
    yield from _rows(study)
    yield from ("", "```text", *_dots(study), "```", "")
    for finding in findings(study):
        yield from _item(finding)


def _budgets(studies: Sequence[Study], command: str) -> Iterator[str]:
    first = studies[0]
    yield from (f"### {first.part.title.en}: how long it must train", "", f"    {command}", "")
    yield f"{first.data}, {NAMES[first.measure].en}, {len(first.seeds)} seeds from {first.seeds[0]};"
    yield from (f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}", "")
    yield f"| {' | '.join(name.en for name in budgets_header())} |"
    yield f"|{'---|' * len(budgets_header())}"
    for each in studies:
        yield f"| {' | '.join(budget_cells(each))} |"
    yield from ("", *_item(budget(studies)))


def _item(finding: Conclusion) -> Iterator[str]:
    lines = (textwrap.fill(line, 116) for line in finding.text.en.splitlines())
    yield "- " + textwrap.indent("\n".join(lines), "  ").lstrip()


def _rows(study: Study) -> Iterator[str]:
    right = True
    for each in (*study.found, study.untrained):
        if right and not each.right:
            yield f"| *wrong:* |{' |' * len(header(study))}"
        right = each.right
        yield f"| {' | '.join([each.model, *cells(study, each)])} |"


def _dots(study: Study) -> Iterator[str]:
    room = max(len(model) for model, _ in strips(study))
    for model, dots in strips(study):
        yield f"{model:<{room}}  {dots}".rstrip()


def _machine() -> str:
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, one thread a training, "
        f"torch {torch.__version__.split('+')[0]}"
    )


def _placed(text: str, name: str, content: str) -> str:
    begin, end = f"<!-- grade calibrate: {name} -->", "<!-- end -->"
    block = f"{begin}\n{content}\n{end}"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if pattern.search(text):
        return pattern.sub(lambda _: block, text)
    return f"{text.rstrip()}\n\n{block}\n".lstrip()
