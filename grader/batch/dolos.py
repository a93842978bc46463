"""Export a class for Dolos, which shows similar code in its own way: a zip of scripts with an `info.csv`.

Dolos reads `info.csv` in the root of the zip: `filename`, and if they are there `full_name`, `label` (one
colour a label) and `created_at`, from which it draws a timeline.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from grader.base.cache import write_whole
from grader.base.csv_table import Sheet
from grader.base.errors import StaffError
from grader.base.text import Text
from grader.batch.similarity.works import Work
from grader.records.similarity import Author
from grader.reports.classroom.grades_csv import harmless
from grader.reports.classroom.terminal import file_name

INFO: Final = "info.csv"
HEADER: Final = ("filename", "full_name", "label", "created_at")
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; every file gets it, so that equal classes make equal zips."""


def export(works: Sequence[Work], assignment: str, path: Path) -> int:
    """Write the zip, and return how many students' code is in it.

    Everyone's code is one script: Dolos compares files, and reads no notebooks.

    Raises:
        StaffError: it cannot be written.
    """
    made = io.BytesIO()
    rows = [HEADER]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for work in works:
            name = _script(work.author)
            lines = (line for listing in work.listings for line in (*listing.lines, ""))
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), "\n".join(lines))
            rows.append((name, *_about(work.author, assignment)))
        archive.writestr(
            zipfile.ZipInfo(INFO, _EARLIEST), Sheet(rows=tuple(rows)).text.removeprefix("\ufeff")
        )
    try:
        write_whole(path, made.getvalue())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StaffError(
            Text(ko=f"'{path}'에 쓰지 못했습니다: {reason}", en=f"'{path}' cannot be written: {reason}")
        ) from error
    return len(works)


def _script(author: Author) -> str:
    folder = f"{file_name(author.corpus)}/" if author.corpus else ""
    return f"{folder}{file_name(author.student)}.py"


def _about(author: Author, assignment: str) -> tuple[str, str, str]:
    when = f"{author.submitted:%Y-%m-%d %H:%M:%S %z}" if author.submitted else ""
    return harmless(author.name or author.student), harmless(author.corpus or assignment), when
