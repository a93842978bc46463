"""Find out who handed in what: unpack the downloads and restore the names of the files."""

from pathlib import Path, PurePosixPath

from grader.batch import collect, roster, unpack
from grader.batch.restore_names import regroup
from grader.confinement.tiers import Tier
from grader.intake.reader import Reader
from grader.records.submissions import Roll, UngradedFile


def gather(
    submissions: Path,
    out: Path,
    assignment: str,
    pattern: str | None,
    students: list[roster.Student] | None,
    tier: Tier,
) -> tuple[Path, Roll]:
    """Unpack zips and find out who handed in what; return the folder of the submissions, and the class."""
    unpacked = out / "unpacked"
    unpacked.mkdir(parents=True, exist_ok=True)
    with Reader([submissions if submissions.is_dir() else submissions.parent, unpacked], tier) as reader:
        folder, lost = _download(submissions, unpacked, reader, students)
        roll = regroup(collect.collect(folder, assignment, pattern, students, out, lost), unpacked)
        roll = unpack.unpack_submissions(roll, unpacked, reader)
    return folder, roll


def _download(
    submissions: Path, unpacked: Path, reader: Reader, students: list[roster.Student] | None
) -> tuple[Path, list[UngradedFile]]:
    """Return the folder of the class, and what was not unpacked from a zip, by its path in the folder."""
    if submissions.is_dir():
        return collect.export_in(submissions), []
    whole, refused = unpack.unpack_zip(submissions, unpacked, reader)
    folder = collect.class_in(whole, students)
    inside = folder.relative_to(whole)
    return folder, [
        UngradedFile(str(place.relative_to(inside) if place.is_relative_to(inside) else place), each.why)
        for each in refused
        for place in (PurePosixPath(each.path),)
    ]
