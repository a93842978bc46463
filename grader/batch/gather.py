"""Find out who handed in what: unpack the downloads and restore the names of the files."""

from pathlib import Path

import msgspec

from grader.batch import collect, roster, unpack
from grader.batch.restore_names import regroup
from grader.confinement.tiers import Tier
from grader.intake.reader import Reader
from grader.records.submissions import Roll, Unmatched


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
        folder, refused = submissions, list[Unmatched]()
        if submissions.is_file():
            folder, refused = unpack.unpack_zip(submissions, unpacked, reader)
            folder = collect.class_in(folder)
        roll = regroup(collect.collect(folder, assignment, pattern, students, out), unpacked)
        roll = unpack.unpack_submissions(roll, unpacked, reader)
    return folder, msgspec.structs.replace(roll, unmatched=(*roll.unmatched, *refused))
