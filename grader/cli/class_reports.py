"""Writing the reports of a class, and showing the class at a glance."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from grader.base.text import Language
from grader.batch.publish import write_batch
from grader.batch.store import Store
from grader.cli.report_files import STANDARD_OUTPUT
from grader.cli.status import Status, tell
from grader.records.submissions import Entry
from grader.reports import formats, grading_policy
from grader.reports.classroom import attention, class_json, score_changes, similarity, terminal


def show_changes(
    pairs: Sequence[tuple[Entry, Entry]], out: Path | None, lang: Language, *, quiet: bool = False
) -> None:
    """Show who moves between old and new results, and write them to a folder unless there is none."""
    found = score_changes.moves(pairs)
    if not quiet:
        Console().print(score_changes.render(found, pairs, lang))
    if out is not None:
        formats.write(score_changes.render_table(found, lang), out / score_changes.NAME)


def write_json(store: Store, file: str) -> None:
    """Write the class as JSON to a file, or to standard output."""
    text = class_json.render(store.assignment, list(store.entries()), store.unmatched())
    if file == STANDARD_OUTPUT:
        click.echo(text.encode(), nl=False)
    else:
        formats.write(text, Path(file))


def publish(store: Store, out: Path, lang: Language, *, quiet: bool = False) -> Status:
    """Write every report, show the class at a glance unless `quiet`, and return the exit status."""
    found, alike = write_batch(store, out, lang)
    if not quiet:
        overview = terminal.render(found, store.unmatched(), out, lang)
        Console().print(overview, similarity.shown(alike, out, lang))
        for notice in grading_policy.of_class(found.entries, out, datetime.now(UTC)):
            tell(notice, lang, style="yellow")
    unfitting = any(any(attention.unfitting(entry)) for entry in found.entries)
    unfinished = found.to_look_at or found.waiting or store.unmatched() or unfitting
    return Status.FAULT if unfinished else Status.FULL_MARKS
