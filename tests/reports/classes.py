"""Hand-made classes, with everything that can happen to a student."""

from collections.abc import Sequence
from typing import Final

from grader.base.text import Text, same
from grader.batch.overrides import overridden
from grader.records.report import Report
from grader.records.submissions import Entry, Handed, Override, State, Unmatched

from .samples import blocked, full_marks, hostile, many_failures, provisional, withheld

UNMATCHED: Final = (
    Unmatched(
        "/subs/notes.txt",
        Text(ko="노트북도 파이썬 파일도 아닙니다.", en="it is neither a notebook nor a Python file."),
    ),
)
_NO_MODEL = Text(ko="제출물에 모델이 없습니다.", en="There is no model in it.")
_DIED = Text(ko="채점 프로세스가 두 번 멈췄습니다.", en="Its process died twice.")


def entry(
    student: str,
    found: Report | State,
    name: str = "",
    *,
    late: bool = False,
    message: Text | None = None,
    overrides: Sequence[Override] = (),
) -> Entry:
    """A student, with a report or without."""
    is_graded = isinstance(found, Report)
    return Entry(
        handed=Handed(student=student, files=(f"/subs/{student}.py",), name=name, late=late),
        state="graded" if isinstance(found, Report) else found,
        report=overridden(found, overrides) if isinstance(found, Report) else None,
        message=None if is_graded else message,
        overrides=tuple(overrides),
    )


def small_class() -> list[Entry]:
    """One student of every kind."""
    given = Override(part="lenet", check="logits", points=7.5, why="agreed by mail")
    return [
        entry("2023-10001", full_marks(), "김민수"),
        entry("2023-10002", many_failures(), "이영희", late=True),
        entry("2023-10003", many_failures(), "Park, Ji-hoon", overrides=[given]),
        entry("2023-10004", provisional(), "최서연"),
        entry("2023-10005", blocked(), "정도윤"),
        entry("2023-10006", withheld(), "강하은"),
        entry("2023-10007", "fault", "조민준", message=_DIED),
        entry("2023-10008", "nothing", "윤지우", message=_NO_MODEL),
        entry("2023-10009", "missing", "장서준"),
        entry("2023-10010", "waiting", "임하윤"),
    ]


def hostile_class(words: str) -> list[Entry]:
    """A class whose every name, file and message is a student's own words."""
    given = Override(part="lenet", check="next", points=7.5, why=words)
    return [
        entry(words, hostile(words), words, late=True, overrides=[given]),
        entry(f"{words} 2", "fault", words, message=same(words)),
        entry(f"{words} 3", "nothing", words, message=same(words)),
        entry(f"{words} 4", "missing", words),
        entry(f"{words} 5", full_marks(), words),
    ]
