"""Find every student's submission in a teacher's download."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from grader.base.errors import NothingToGrade, StaffError
from grader.base.text import Text
from grader.base.times import zoned
from grader.batch import gradescope_export
from grader.batch import roster as rosters
from grader.batch.file_name_layouts import Named, by_rule, compiled, plainly, rule_of
from grader.records.submissions import Handed, Roll, Unmatched

SUFFIXES = (".ipynb", ".py", ".zip")
IGNORED = ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")

LONGEST_TIME = 100
"""Maximum size, in bytes, of the file in which nbgrader records when something was handed in."""

Found = tuple[Path, Named]
Naming = Callable[[Path], Sequence[Named]]
"""Returns whose a file or folder is: nobody's, one student's, or a group's."""

_NAMELESS = Text(
    ko="다른 제출물과 이름 형식이 달라 누구의 것인지 알 수 없습니다.",
    en="its name is not made like the others', so it is not clear whose it is.",
)
_NO_MODEL = Text(ko="노트북도 파이썬 파일도 아닙니다.", en="it is neither a notebook nor a Python file.")
LINK = Text(
    ko="다른 곳을 가리키는 링크이므로 읽지 않았습니다.",
    en="it is a link to another place, and is not followed.",
)
_NOT_UTF8 = Text(
    ko="이름이 UTF-8이 아닙니다. 이름을 바꾸어 주십시오.",
    en="its name is not UTF-8; give it another one.",
)
_OTHER = Text(ko="다른 과제의 제출물입니다.", en="it was handed in for another assignment.")
_NOT_LISTED = Text(ko="명단에 없는 학생입니다.", en="the roster has no such student.")


def collect(
    folder: Path,
    assignment: str,
    pattern: str | None = None,
    roster: Sequence[rosters.Student] | None = None,
    out: Path | None = None,
) -> Roll:
    """Return who handed in what.

    Args:
        folder: a folder with one file or folder per student, named as a platform names them; an nbgrader
            course; or Gradescope's export.
        assignment: the assignment to take from an nbgrader course.
        pattern: a regular expression for names of no known layout (`batch.file_name_layouts`).
        roster: the class; anybody else's submission is unmatched, and students without one are included.
        out: the folder of results, which is nobody's submission.

    Raises:
        NothingToGrade: the folder contains no student's submission.
        StaffError: the folder cannot be read, or the pattern is invalid.
    """
    try:
        entries = _entries(folder, assignment, out)
        exported = None if pattern else gradescope_export.submitters(folder)
        if exported is None:
            naming = _naming(entries, assignment, pattern)
        else:
            entries = sorted({*entries, *exported} - {folder / gradescope_export.NAME})
            naming = partial(_exported, exported)
        found, unmatched = _sort_entries(folder, entries, assignment, naming)
    except OSError as error:
        raise _unreadable(folder, error) from error
    if not found:
        raise _nothing(folder, unmatched)
    if roster is not None:
        return _by_roster(found, unmatched, roster)
    students: dict[str, list[Found]] = defaultdict(list)
    for path, named in found:
        students[named.student].append((path, named))
    handed = tuple(_handed(student, students[student]) for student in sorted(students))
    return Roll(handed, tuple(unmatched))


def _by_roster(named: list[Found], unmatched: list[Unmatched], roster: Sequence[rosters.Student]) -> Roll:
    found: dict[str, list[Found]] = {student.id: [] for student in roster}
    for path, each in named:
        student = rosters.find(roster, each.student, each.name)
        if student is None:
            unmatched.append(Unmatched(str(path), _NOT_LISTED))
        else:
            found[student.id].append((path, each))
    names = {student.id: student.name for student in roster}
    return Roll(
        tuple(_handed(student, found[student], names[student]) for student in found), tuple(unmatched)
    )


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


def _naming(entries: list[Path], assignment: str, pattern: str | None) -> Naming:
    """Return the way to tell from an entry whose it is."""
    if entries and all(
        path.name == assignment and path.parent.parent.name == "submitted" for path in entries
    ):
        return lambda path: [Named(student=path.parent.name, submitted=_read_timestamp(path))]
    rule = compiled(pattern) if pattern else rule_of([path.name for path in entries])
    one = partial(by_rule, rule) if rule else plainly
    return lambda path: [named] if (named := one(path)) else []


def _read_timestamp(folder: Path) -> datetime | None:
    """Return when a student handed in according to nbgrader, which writes the time beside the files."""
    path = folder / "timestamp.txt"
    with suppress(OSError):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LONGEST_TIME:
            return zoned(path.read_text(encoding="ascii", errors="replace"))
    return None


def _sort_entries(
    folder: Path, entries: list[Path], assignment: str, naming: Naming
) -> tuple[list[Found], list[Unmatched]]:
    found: list[Found] = []
    unmatched: list[Unmatched] = []
    for path in entries:
        students = naming(path)
        if why := _refused(path, folder):
            unmatched.append(Unmatched(spelt(path), why))
        elif not students:
            unmatched.append(Unmatched(str(path), _NAMELESS))
        elif any(named.assignment not in ("", assignment) for named in students):
            unmatched.append(Unmatched(str(path), _OTHER))
        else:
            found += [(path, named) for named in students]
    return found, unmatched


def _refused(path: Path, folder: Path) -> Text | None:
    """Return why an entry cannot be anybody's submission; None if it can."""
    if path.resolve() != folder.resolve() / path.relative_to(folder):
        return LINK
    if spelt(path) != str(path):
        return _NOT_UTF8
    if path.exists() and not path.is_dir() and not (path.is_file() and path.suffix.lower() in SUFFIXES):
        return _NO_MODEL
    return None


def spelt(name: str | Path) -> str:
    """Return a name as text, with bytes that are not UTF-8 as escapes."""
    return str(name).encode(errors="backslashreplace").decode()


def _handed(student: str, found: Sequence[Found], name: str = "") -> Handed:
    newest = _newest(found)
    files = {each.file for _, each in found}
    counted = {path for path, _ in newest}
    return Handed(
        student=student,
        files=tuple(str(inmost(path)) for path, _ in newest if path.exists()),
        names=tuple(_base(each, files) for path, each in newest if path.exists()),
        name=name or next((each.name for _, each in newest if each.name), ""),
        late=any(each.late for _, each in newest),
        submitted=_last([each.submitted for _, each in newest]),
        older=tuple(str(path) for path, _ in found if path not in counted),
    )


def _last(times: Sequence[datetime | None]) -> datetime | None:
    """Return when the last of several files was handed in; None if the time of any is unknown."""
    known = [time for time in times if time is not None]
    return max(known) if known and len(known) == len(times) else None


def class_in(folder: Path) -> Path:
    """Return the folder with the students in it: zipping a folder puts the folder itself into the zip.

    It does not descend into nbgrader's `submitted`, or into a folder named as a platform names a student's.
    """
    while len(inside := _visible(folder)) == 1:
        (only,) = inside
        if not only.is_dir() or only.name == "submitted" or rule_of([only.name]):
            break
        folder = only
    return folder


def inmost(path: Path) -> Path:
    """Return the folder with the files: archives often unpack to a folder with a single folder in it."""
    with suppress(OSError):  # reported by whoever reads the files
        while path.is_dir() and len(inside := _visible(path)) == 1:
            if inside[0].is_symlink() or not inside[0].is_dir():
                break
            path = inside[0]
    return path


def _newest(found: Sequence[Found]) -> list[Found]:
    """Return the newest attempt of every file; files of other names belong to the same submission."""
    files = {each.file for _, each in found}
    last: dict[str, Found] = {}
    for path, each in found:
        key = _base(each, files)
        if key not in last or _order(last[key][1]) < _order(each):
            last[key] = path, each
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
            ko=f"제출물 폴더 '{folder}'을(를) 읽지 못했습니다: {reason}",
            en=f"The folder '{folder}' cannot be read: {reason}",
        )
    )


def _nothing(folder: Path, unmatched: Sequence[Unmatched]) -> NothingToGrade:
    hint = None
    if unmatched:
        first = Path(unmatched[0].path).name, unmatched[0].why
        hint = Text(
            ko=f"있는 것은 {len(unmatched)}개입니다. 예: {first[0]}: {first[1].ko}",
            en=f"There are {len(unmatched)} others, such as {first[0]}: {first[1].en}",
        )
    return NothingToGrade(
        Text(
            ko=f"'{folder}'에는 학생의 제출물이 없습니다.",
            en=f"There is nothing that a student handed in, in '{folder}'.",
        ),
        hint,
    )
