"""The code that is compared: that of a class, and corpora of earlier semesters or public solutions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.base.errors import NothingToGrade, StaffError
from grader.base.text import Text
from grader.batch.store import NAME, Store
from grader.confinement.tiers import Tier
from grader.grading.code_listings import listings
from grader.grading.course import current
from grader.intake.file_bytes import SUFFIXES
from grader.intake.reader import Reader
from grader.records.report import Listing
from grader.records.similarity import Author
from grader.records.submissions import Entry


@dataclass(frozen=True)
class Work:
    """What somebody wrote."""

    author: Author
    listings: tuple[Listing, ...]
    models: Mapping[str, str]
    """The part of the assignment that each model is for, by the model's name."""
    files: tuple[str, ...] = ()
    """The files that it was read from."""


def of_class(entries: Sequence[Entry], corpus: str = "") -> Iterator[Work]:
    """Yield the work of everyone who has a report."""
    for entry in entries:
        if entry.report is not None:
            handed = entry.handed
            yield Work(
                Author(handed.student, handed.name, corpus, handed.submitted),
                entry.report.listings,
                {each.taken.name: each.id for each in entry.report.parts if each.taken},
                handed.files,
            )


def of_corpus(folder: Path, assignment: str, tier: Tier) -> tuple[Work, ...]:
    """Return everybody's work in the results of another class, or in a folder of notebooks and scripts.

    Raises:
        StaffError: there is no such folder, or its results cannot be used.
    """
    if not folder.is_dir():
        raise StaffError(
            Text(
                ko=f"비교할 폴더(--also)가 없습니다: {folder}",
                en=f"There is no folder {folder} to compare with (--also).",
            )
        )
    if (folder / NAME).is_file():
        with Store(folder) as store:
            return tuple(of_class(list(store.entries()), folder.name))
    return tuple(_of_files(folder, assignment, tier))


def _of_files(folder: Path, assignment: str, tier: Tier) -> Iterator[Work]:
    models = {part.model: part.id for part in current().load(assignment).parts}
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and path.is_file()]
    with Reader([folder], tier) as reader:
        for path in files:
            try:
                source = reader.read([path])
            except NothingToGrade:  # a file without code is nobody's solution
                continue
            written = [each for each in source.candidates if each.written and not each.inner]
            name = path.relative_to(folder).as_posix()
            yield Work(Author(name, corpus=folder.name), listings(source, written), models, (str(path),))
