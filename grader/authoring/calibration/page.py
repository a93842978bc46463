"""Writes what a study shows into calibration.md: each part, data set and first seed has its place."""

import os
import platform
import re
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import torch

from grader.authoring.calibration.findings import findings
from grader.authoring.calibration.strip import strips
from grader.authoring.calibration.study import Study
from grader.authoring.calibration.table import cells, header
from grader.records.measure import NAMES
from grader.records.whole import write_whole


def write(studies: Sequence[Study], title: str, command: str, file: Path) -> None:
    """Put each study in the place of an earlier one of the same part, data and first seed, or at the end.

    Args:
        studies: what was found.
        title: of a file that is begun.
        command: that made them.
        file: is made if it is not there.

    Raises:
        OSError: it cannot be read or written.
        UnicodeError: it is not UTF-8.
    """
    text = file.read_text(encoding="utf-8") if file.exists() else f"# {title}\n"
    for each in studies:
        text = _placed(
            text, f"{each.part.id}, {each.data}, seeds from {each.seeds[0]}", section(each, command)
        )
    write_whole(file, text.encode())


def section(study: Study, command: str) -> str:
    """Return a study as Markdown."""
    return "\n".join(_lines(study, command))


def _lines(study: Study, command: str) -> Iterator[str]:
    recipe = study.part.recipe
    assert recipe is not None
    train, test = study.images
    wrong = [len(each.all) for each in study.found if not each.right]
    fewer = f" ({wrong[0]} for wrong models)" if wrong and wrong[0] != len(study.seeds) else ""
    yield from (f"### {study.part.title.en}", "", f"    {command}", "")
    yield f"{study.data}, {train:,} training and {test:,} test images,"
    seeds = f"{len(study.seeds)} seeds from {study.seeds[0]}{fewer}"
    yield f"{recipe.epochs} epochs, batches of {recipe.batch}, {seeds};"
    yield from (f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}", "")
    yield f"| {' | '.join([NAMES[study.measure].en, *(name.en for name in header(study))])} |"
    yield f"|{'---|' * (1 + len(header(study)))}"
    yield from _rows(study)
    yield from ("", "```text", *_dots(study), "```", "")
    for finding in findings(study):
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
