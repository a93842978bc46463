"""Hand the students' pages back in the form that a platform takes.

moodle    a zip for *Upload multiple feedback files in a zip*, of NAME_PARTICIPANT_assignsubmission_file_FILE:
          Moodle cuts a name at its first four underscores, and the second piece is the participant's number
canvas    a zip for *Re-upload submissions*: the downloaded names. Canvas cuts a name at its underscores: the
          first two pieces of digits alone are the user and the file, unless the last begins with `link`
folders   a folder for each student
mail      a CSV for a mail merge, with the path of everyone's page
nbgrader  the course's `feedback/STUDENT/ASSIGNMENT/NOTEBOOK.html`, which `nbgrader release_feedback` releases
"""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from grader.base.cache import write_whole
from grader.base.csv_table import Sheet
from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.batch.file_name_layouts import CANVAS, MOODLE, composed
from grader.records.submissions import Entry
from grader.reports.classroom.grades_csv import harmless
from grader.reports.classroom.html_page import PAGES
from grader.reports.classroom.terminal import file_name

RELEASED_BY: Final = ("timestamp.txt", "submission_secret.txt")
"""What nbgrader collects with a submission, and needs beside the feedback to release it."""
_PLAIN: Final = re.compile(r"[\w@+][\w.@+-]*")
MAIL_HEADER: Final = ("student", "name", "email", "score", "max_score", "note", "page")


@dataclass(frozen=True)
class HandedBack:
    """Whose pages were handed back, and whose could not be."""

    done: tuple[Entry, ...]
    lost: tuple[Entry, ...] = ()
    """Students with a page, but without a name by which the platform would know them."""


@dataclass(frozen=True)
class PagesToHandBack:
    """What is handed back, and where to."""

    entries: tuple[Entry, ...]
    """The class."""
    out: Path
    """The folder of the results, with everyone's page."""
    place: Path
    """The file or folder to write."""
    assignment: str
    lang: Language

    @property
    def pages(self) -> list[tuple[Entry, Path]]:
        """The students who have a page, and where it is."""
        return [(entry, self.page(entry)) for entry in self.entries if entry.report is not None]

    def page(self, entry: Entry) -> Path:
        """Return where a student's page is."""
        return self.out / PAGES / f"{file_name(entry.handed.student)}.html"


def hand_back(form: str, wanted: PagesToHandBack) -> HandedBack:
    """Hand the pages of a class back in one of the `FORMATS`.

    Raises:
        StaffError: it cannot be written.
    """
    try:
        return FORMATS[form](wanted)
    except OSError as error:
        reason, place = error.strerror or type(error).__name__, wanted.place
        raise StaffError(
            Text(ko=f"'{place}'에 쓰지 못했습니다: {reason}", en=f"'{place}' cannot be written: {reason}")
        ) from error


def _moodle(wanted: PagesToHandBack) -> HandedBack:
    def name(entry: Entry) -> str | None:
        found = MOODLE.fullmatch(composed(entry.handed.origin))
        if found is None:
            return None
        called = " ".join(found["name"].replace("_", " ").split())
        return f"{called}_{found['student']}_assignsubmission_file_{wanted.assignment}.html"

    return _zipped(wanted, name)


def _canvas(wanted: PagesToHandBack) -> HandedBack:
    def name(entry: Entry) -> str | None:
        origin = composed(entry.handed.origin)
        if CANVAS.fullmatch(origin) is None:
            return None
        stem = PurePosixPath(origin).stem
        return f"{stem}_feedback.html" if stem.rpartition("_")[2].startswith("link") else f"{stem}.html"

    return _zipped(wanted, name)


def _zipped(wanted: PagesToHandBack, name: Callable[[Entry], str | None]) -> HandedBack:
    """Write a zip of the pages whose names a platform would know."""
    done, lost = list[Entry](), list[Entry]()
    part = wanted.place.with_name(f"{wanted.place.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, page in wanted.pages:
            said = name(entry)
            if said is None:
                lost.append(entry)
                continue
            archive.write(page, said)
            done.append(entry)
    part.replace(wanted.place)
    return HandedBack(tuple(done), tuple(lost))


def _folders(wanted: PagesToHandBack) -> HandedBack:
    for entry, page in wanted.pages:
        _copy(page, wanted.place / file_name(entry.handed.student) / f"{wanted.assignment}.html")
    return HandedBack(tuple(entry for entry, _ in wanted.pages))


def _nbgrader(wanted: PagesToHandBack) -> HandedBack:
    for entry, page in wanted.pages:
        place = PurePosixPath(_nbgraders(entry.handed.student), wanted.assignment)
        folder = wanted.place / "feedback" / place
        for notebook in _notebooks(entry, wanted.assignment):
            _copy(page, folder / f"{notebook}.html")
        for name in RELEASED_BY:
            own = wanted.place / "submitted" / place / name
            if own.is_file() and not own.is_symlink():
                _copy(own, folder / name)
    return HandedBack(tuple(entry for entry, _ in wanted.pages))


def _nbgraders(student: str) -> str:
    """Return the name of a student's folder in an nbgrader course, which is the id as it is."""
    return student if _PLAIN.fullmatch(student) else file_name(student)


def _notebooks(entry: Entry, assignment: str) -> Iterator[str]:
    """Yield the names of a student's notebooks, which nbgrader knows the feedback by."""
    files = [PurePosixPath(each.name) for each in entry.report.files] if entry.report else []
    names = [each.stem for each in files if each.suffix.lower() == ".ipynb" and each.name == str(each)]
    yield from names or [assignment]


def _mail(wanted: PagesToHandBack) -> HandedBack:
    rows = tuple(_mail_row(entry, wanted) for entry in wanted.entries)
    write_whole(wanted.place, Sheet(rows=(MAIL_HEADER, *rows)).text.encode())
    return HandedBack(tuple(entry for entry, _ in wanted.pages))


def _mail_row(entry: Entry, wanted: PagesToHandBack) -> tuple[str, ...]:
    handed, report = entry.handed, entry.report
    return (
        harmless(handed.student),
        harmless(handed.name),
        harmless(handed.email),
        "" if report is None or report.earned is None else f"{report.earned:g}",
        "" if report is None else f"{report.points:g}",
        harmless(" ".join(entry.message.get(wanted.lang).split())) if entry.message else "",
        str(wanted.page(entry).resolve()) if report else "",
    )


def _copy(page: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(page, to)


FORMATS: Final[Mapping[str, Callable[[PagesToHandBack], HandedBack]]] = {
    "moodle": _moodle,
    "canvas": _canvas,
    "folders": _folders,
    "mail": _mail,
    "nbgrader": _nbgrader,
}
