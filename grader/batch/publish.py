"""Write a batch's output for students and staff: a page per student, the scores, and the class's page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grader.base.text import Language
from grader.batch import dolos
from grader.batch.similarity.compare import similar as compared
from grader.batch.similarity.works import Work, of_class, of_corpus
from grader.batch.store import Store
from grader.confinement.host import choose_tier
from grader.grading.course import title
from grader.records.similarity import Similar
from grader.records.submissions import Entry
from grader.reports import formats, hidden_checks, html, request_link, told_repairs
from grader.reports.classroom import grades_csv, html_page, override_log, similarity, summary, terminal
from grader.reports.classroom.summary import Classroom


def write_batch(store: Store, out: Path, lang: Language) -> tuple[Classroom, Similar]:
    """Write all of a batch's output, and return the class and the pairs whose code is alike."""
    for entry in store.entries():
        write_feedback(entry, out, lang, store.requests)
    formats.write(grades_csv.nobodys(store.unmatched(), lang), out / "unmatched.csv")
    return write_class(store, out, lang)


def write_class(store: Store, out: Path, lang: Language) -> tuple[Classroom, Similar]:
    """Write everybody's scores, the pairs whose code is alike, and the page of the class."""
    found = summary.classroom([_reveal_hidden(entry) for entry in store.entries()])
    alike = _alike(found.entries, store)
    formats.write(grades_csv.render(found.entries, lang), out / "grades.csv")
    formats.write(override_log.render(found.entries, lang), out / override_log.NAME)
    formats.write(similarity.render_table(alike, lang), out / similarity.TABLE)
    formats.write(similarity.render_page(alike, title(store.assignment), lang), out / similarity.PAGE)
    page = html_page.render(found, store.unmatched(), alike, store.assignment, lang)
    formats.write(page, out / html_page.NAME)
    return found, alike


def corpora(store: Store) -> list[Work]:
    """Return everybody's work in the folders that a class is compared with."""
    tier = choose_tier()
    return [work for folder in store.also for work in of_corpus(folder, store.assignment, tier)]


def _alike(entries: Sequence[Entry], store: Store) -> Similar:
    return compared(entries, store.assignment, corpora(store))


def write_anonymous(store: Store, out: Path, lang: Language) -> Path:
    """Write the page of the class without names, and return where it is."""
    found = summary.classroom([_reveal_hidden(entry) for entry in store.entries()])
    path = out / html_page.ANONYMOUS
    alike = _alike(found.entries, store)
    formats.write(html_page.render_anonymous(found, alike, store.assignment, lang), path)
    return path


def export_to_dolos(store: Store, path: Path) -> int:
    """Write everybody's code, and what it is compared with, for Dolos; return how many works it holds."""
    return dolos.export([*of_class(list(store.entries())), *corpora(store)], store.assignment, path)


def write_feedback(entry: Entry, out: Path, lang: Language, requests: str = "") -> None:
    """Write the page of a student who has a report; the file's name is the student's, made harmless.

    Args:
        entry: the student.
        out: the folder of the results.
        lang: the language to write in.
        requests: where the page's link for another look leads; without one the page has no link.
    """
    if entry.report is None:
        return
    folder = out / html_page.PAGES
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{terminal.file_name(entry.handed.student)}.html"
    seen = told_repairs.for_student(hidden_checks.for_student(entry.report, datetime.now(UTC)))
    ask = request_link.link(requests, seen, entry.handed.student, lang) if requests else ""
    formats.write(html.render(seen, lang, ask), folder / name)


def _reveal_hidden(entry: Entry) -> Entry:
    """Return an entry that includes the checks that its student does not see yet."""
    report = hidden_checks.for_staff(entry.report) if entry.report else None
    return msgspec.structs.replace(entry, report=report)
