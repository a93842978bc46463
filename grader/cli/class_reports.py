"""Writing the reports of a class, and showing the class at a glance."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from grader.base.text import Language
from grader.batch.publish import write_batch
from grader.batch.store import Store
from grader.cli.status import Status, tell
from grader.reports import grading_policy
from grader.reports.classroom import attention, similarity, terminal


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
