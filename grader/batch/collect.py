"""Finds every student's submission in what a teacher downloaded."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.batch import roster as rosters
from grader.batch.layouts import Named, by_rule, compiled, plainly, rule_of
from grader.records.errors import StaffError
from grader.records.roll import Handed, Roll, Unmatched
from grader.records.text import Text

SUFFIXES = (".ipynb", ".py", ".zip")
IGNORED = ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")

Found = tuple[Path, Named]

_NAMELESS = Text(
    ko="다른 제출물과 이름 형식이 달라 누구의 것인지 알 수 없습니다.",
    en="its name is not made like the others', so it is not clear whose it is.",
)
_NO_MODEL = Text(ko="노트북도 파이썬 파일도 아닙니다.", en="it is neither a notebook nor a Python file.")
_NOT_LISTED = Text(ko="명단에 없는 학생입니다.", en="the roster has no such student.")


def collect(
    folder: Path,
    assignment: str,
    pattern: str | None = None,
    roster: Sequence[rosters.Student] | None = None,
) -> Roll:
    """Return who handed in what.

    Args:
        folder: with a file or a folder a student, named as a platform names them; or an nbgrader course.
        assignment: which of an nbgrader course's assignments is meant.
        pattern: a regular expression for names that no known platform makes (`grader.batch.layouts`).
        roster: the class; who is not on it is unmatched, and who handed in nothing is listed.

    Raises:
        StaffError: nothing can be read there, or the pattern is none.
    """
    found, unmatched = _named(_entries(folder, assignment), assignment, pattern)
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


def _entries(folder: Path, assignment: str) -> list[Path]:
    """The files and folders that students are named by; for nbgrader, `submitted/STUDENT/ASSIGNMENT`."""
    submitted = folder / "submitted"
    try:
        if submitted.is_dir():
            return [path / assignment for path in _visible(submitted) if path.is_dir()]
        return _visible(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StaffError(
            Text(
                ko=f"제출물 폴더 '{folder}'을(를) 읽지 못했습니다: {reason}",
                en=f"The folder '{folder}' cannot be read: {reason}",
            )
        ) from error


def _visible(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if not path.name.startswith(".") and path.name not in IGNORED
    )


def _named(entries: list[Path], assignment: str, pattern: str | None) -> tuple[list[Found], list[Unmatched]]:
    if entries and all(
        path.name == assignment and path.parent.parent.name == "submitted" for path in entries
    ):
        return [(path, Named(student=path.parent.name)) for path in entries], []
    rule = compiled(pattern) if pattern else rule_of([path.name for path in entries])
    found: list[Found] = []
    unmatched: list[Unmatched] = []
    for path in entries:
        named = by_rule(rule, path) if rule else plainly(path)
        if path.is_file() and path.suffix.lower() not in SUFFIXES:
            unmatched.append(Unmatched(str(path), _NO_MODEL))
        elif named is None:
            unmatched.append(Unmatched(str(path), _NAMELESS))
        else:
            found.append((path, named))
    return found, unmatched


def _handed(student: str, found: Sequence[Found], name: str = "") -> Handed:
    newest = _newest(found)
    paths = [path for path, _ in newest if path.exists()]
    older = sorted(str(path) for path, _ in found if path not in paths)
    return Handed(
        student=student,
        files=tuple(str(path) for path in paths),
        name=name or next((each.name for _, each in newest if each.name), ""),
        late=any(each.late for _, each in newest),
        older=tuple(older),
    )


def _newest(found: Iterable[Found]) -> list[Found]:
    """Of every file the newest attempt; files of other names belong to the same submission."""
    last: dict[str, Found] = {}
    for path, each in found:
        key = _base(each.file)
        if key not in last or _order(last[key][1]) < _order(each):
            last[key] = path, each
    return list(last.values())


def _base(file: str) -> str:
    """A file's name without the number that Canvas gives to a later attempt: `lenet-1.ipynb`."""
    return re.sub(r"-\d+(?=\.\w+$)", "", file)


def _order(named: Named) -> list[tuple[int, str]]:
    """Attempts as their numbers sort, whatever stands between them."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", named.attempt)]
