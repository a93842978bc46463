"""Find every student's submission in a teacher's download."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from grader.base.errors import NothingToGrade, StaffError
from grader.base.korean import quoted_with
from grader.base.text import Text
from grader.base.times import zoned
from grader.batch import gradescope_export, name_search
from grader.batch import roster as rosters
from grader.batch.file_name_layouts import Named, by_rule, compiled, composed, plainly, rule_of
from grader.batch.propose_pattern import propose
from grader.batch.refusals import SUFFIXES, refusal, spelt
from grader.batch.sort_entries import HandedFile, Sorted, Sorter
from grader.records.submissions import Handed, Roll, UngradedFile, Unmatched

IGNORED = ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")

LONGEST_TIME = 100
"""Maximum size, in bytes, of the file in which nbgrader records when something was handed in."""


def collect(
    folder: Path,
    assignment: str,
    pattern: str | None = None,
    roster: Sequence[rosters.Student] | None = None,
    out: Path | None = None,
    lost: Sequence[UngradedFile] = (),
) -> Roll:
    """Return who handed in what.

    Args:
        folder: a folder with one file or folder per student, named as a platform names them; an nbgrader
            course; or Gradescope's export.
        assignment: the assignment to take from an nbgrader course.
        pattern: a regular expression for names of no known layout (`batch.file_name_layouts`).
        roster: the class; anybody else's submission is unmatched, and students without one are included.
        out: the folder of results, which is nobody's submission.
        lost: files, by their paths in `folder`, that a zip held but that were not unpacked.

    Raises:
        NothingToGrade: the folder contains no student's submission, or the pattern is invalid.
        StaffError: the folder cannot be read.
    """
    try:
        entries = _entries(folder, assignment, out)
        exported = None if pattern else gradescope_export.submitters(folder)
        if exported is None:
            naming = _naming(entries, assignment, pattern)
        else:
            entries = sorted({*entries, *exported} - {folder / gradescope_export.NAME})
            naming = partial(_exported, exported)
        sorter = Sorter(folder, assignment, naming, roster, plain=naming.func is _plainly)
        for path in entries:
            sorter.add(path, path, refusal(path, folder))
        known = set(entries)
        for each in lost:
            sorter.add(_entry_of(folder / each.path, folder, known), folder / each.path, each.why)
    except OSError as error:
        raise _unreadable(folder, error) from error
    return _roll(folder, sorter.sorted, roster)


def _roll(folder: Path, found: Sorted, roster: Sequence[rosters.Student] | None) -> Roll:
    stray = [Path(each.path).name for each in found.unmatched]
    pattern = propose(stray, roster) or ""
    if not (found.found or found.unclear):
        if roster is not None and stray:
            raise _nobodys(folder, found.unmatched, pattern)
        raise _nothing(folder, found.unmatched, pattern)
    found.set_aside()
    if roster is not None:
        listed = {student.id: (student.name, student.email) for student in roster}
    else:
        listed = dict.fromkeys(sorted(found.found), ("", ""))
    handed = tuple(_handed(student, found, *known) for student, known in listed.items())
    return Roll(handed, tuple(found.unmatched), tuple(found.aside), pattern)


def _entry_of(path: Path, folder: Path, known: Collection[Path]) -> Path:
    """Return the entry, on the disk or not, that a file within it belongs to."""
    inside = (each for each in (path, *path.parents) if each in known)
    return next(inside, folder / path.relative_to(folder).parts[0])


def _entries(folder: Path, assignment: str, out: Path | None) -> list[Path]:
    """Return the files and folders that name students; for nbgrader, `submitted/STUDENT/ASSIGNMENT`."""
    submitted = folder / "submitted"
    if submitted.is_dir():
        return [path / assignment for path in _visible(submitted) if path.is_dir()]
    results = out.resolve() if out else None
    place = folder.resolve()
    return [path for path in _visible(folder) if place / path.name != results]


def _visible(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if not path.name.startswith(".") and path.name not in IGNORED
    )


def _exported(exported: Mapping[Path, Sequence[Named]], path: Path) -> Sequence[Named]:
    return exported.get(path, ())


def _naming(entries: list[Path], assignment: str, pattern: str | None) -> "partial[Sequence[Named]]":
    """Return the way to tell from an entry whose it is."""
    if entries and all(
        path.name == assignment and path.parent.parent.name == "submitted" for path in entries
    ):
        return partial(_by_course)
    rule = compiled(pattern) if pattern else rule_of([path.name for path in entries])
    return partial(_by_rule, rule) if rule else partial(_plainly)


def _by_course(path: Path) -> Sequence[Named]:
    return [Named(student=path.parent.name, submitted=_read_timestamp(path))]


def _by_rule(rule: re.Pattern[str], path: Path) -> Sequence[Named]:
    return [named] if (named := by_rule(rule, path)) else []


def _plainly(path: Path) -> Sequence[Named]:
    return [named] if (named := plainly(path)) else []


def _read_timestamp(folder: Path) -> datetime | None:
    """Return when a student handed in according to nbgrader, which writes the time beside the files."""
    path = folder / "timestamp.txt"
    with suppress(OSError):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LONGEST_TIME:
            return zoned(path.read_text(encoding="ascii", errors="replace"))
    return None


def _handed(student: str, found: Sorted, name: str, email: str) -> Handed:
    own = found.found.get(student, [])
    entries = [each for each in own if not each.is_lost]
    newest = _newest(entries)
    older = {each.entry for each in entries} - {each.entry for each in newest}
    newest += [each for each in own if each.is_lost and each.entry not in older]
    files = {each.named.file for each in own}
    tried = [each for each in newest if each.why is None and each.path.exists()]
    return Handed(
        student=student,
        files=tuple(str(inmost(each.path)) for each in tried),
        names=tuple(_base(each.named, files) for each in tried),
        name=name or next((each.named.name for each in newest if each.named.name), ""),
        email=email,
        origin=spelt(newest[0].entry.name) if newest else "",
        late=any(each.named.late for each in newest),
        submitted=_last([each.named.submitted for each in newest]),
        older=tuple(spelt(each) for each in sorted(older)),
        refused=tuple(UngradedFile(spelt(each.path), each.why) for each in newest if each.why is not None),
        unclear=tuple(found.unclear.get(student, ())),
    )


def _last(times: Sequence[datetime | None]) -> datetime | None:
    """Return when the last of several files was handed in; None if the time of any is unknown."""
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None


def class_in(folder: Path, roster: Sequence[rosters.Student] | None = None) -> Path:
    """Return the folder with the students in it: zipping a folder puts the folder itself into the zip.

    It does not descend into nbgrader's `submitted`, or into a folder that is named as a student's is: by a
    platform, or by what the roster says of somebody.
    """
    while len(inside := _visible(folder)) == 1:
        (only,) = inside
        if not only.is_dir() or only.name == "submitted" or rule_of([only.name]) or _is_on(roster, only.name):
            break
        folder = only
    return folder


def _is_on(roster: Sequence[rosters.Student] | None, name: str) -> bool:
    said = composed(name)
    return roster is not None and bool(
        rosters.find(roster, said, "") or name_search.search(roster, said) != name_search.Meant()
    )


def export_in(folder: Path) -> Path:
    """Return the Gradescope export in a folder that holds nothing else; otherwise the folder itself."""
    inside = _visible(folder)
    if len(inside) == 1 and (inside[0] / gradescope_export.NAME).is_file():
        return inside[0]
    return folder


def inmost(path: Path) -> Path:
    """Return the folder with the files: archives often unpack to a folder with a single folder in it.

    Documents beside that folder do not matter; code or a zip beside it does.
    """
    with suppress(OSError):  # reported by whoever reads the files
        while path.is_dir():
            inside = _visible(path)
            folders = [each for each in inside if each.is_dir() and not each.is_symlink()]
            if len(folders) != 1 or any(each.suffix.lower() in SUFFIXES for each in inside if each.is_file()):
                break
            (path,) = folders
    return path


def _newest(found: Sequence[HandedFile]) -> list[HandedFile]:
    """Return the newest attempt; that of every file where a platform numbers the files one by one."""
    if any(each.named.is_whole for each in found):
        newest = max(_order(each.named) for each in found)
        return [each for each in found if _order(each.named) == newest]
    files = {each.named.file for each in found}
    last: dict[str, HandedFile] = {}
    for each in found:
        key = _base(each.named, files)
        if key not in last or _order(last[key].named) < _order(each.named):
            last[key] = each
    return list(last.values())


def _base(named: Named, files: Collection[str]) -> str:
    """Return a file's name without the number that Canvas adds to a later attempt, as in `lenet-1.ipynb`."""
    base = re.sub(r"-\d+(?=\.\w+$)", "", named.file)
    return base if named.attempt and base in files else named.file


def _order(named: Named) -> list[tuple[int, str]]:
    """Return a sort key of attempts: their numbers in order, whatever is between them."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", named.attempt)]


def _unreadable(folder: Path, error: OSError) -> StaffError:
    reason = error.strerror or type(error).__name__
    return StaffError(
        Text(
            ko=f"제출물 폴더 {quoted_with(folder, '을')} 읽지 못했습니다: {reason}",
            en=f"The folder '{folder}' cannot be read: {reason}",
        )
    )


def _nobodys(folder: Path, unmatched: Sequence[Unmatched], pattern: str) -> StaffError:
    """Return the error to raise if the roster knows nobody who handed in: it may be another class's."""
    return StaffError(
        Text(
            ko=f"'{folder}'의 파일 가운데 명단에 있는 학생의 것이 없습니다.",
            en=f"No file in '{folder}' is of anybody on the roster.",
        ),
        _hint(unmatched, pattern),
    )


def _nothing(folder: Path, unmatched: Sequence[Unmatched], pattern: str) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"'{folder}'에는 학생의 제출물이 없습니다.",
            en=f"There is nothing that a student handed in, in '{folder}'.",
        ),
        _hint(unmatched, pattern),
    )


def _hint(unmatched: Sequence[Unmatched], pattern: str) -> Text | None:
    """Return what is there, and the expression that would read the names."""
    if not unmatched:
        return None
    name, why = Path(unmatched[0].path).name, unmatched[0].why
    proposal = f"\n--pattern '{pattern}'" if pattern else ""
    return Text(
        ko=f"있는 것은 {len(unmatched)}개입니다. 예: {name}: {why.ko}{proposal}",
        en=f"There are {len(unmatched)} others, such as {name}: {why.en}{proposal}",
    )
