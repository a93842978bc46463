"""Find whom of a roster a file's name means, wherever in it the student stands.

An id or a name counts where it stands alone: `2023001` in `hw1_2023001_김민수.py`, but not in `12023001.py`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from grader.base.text import Text
from grader.batch.roster import Student
from grader.records.submissions import family_first

SHORTEST: Final = 4
"""Minimum length of an id or a Latin name to be looked for inside a name: `7` or `Kim` may mean anything."""
SHORTEST_HANGUL: Final = 2
_HANGUL: Final = "가-힣"
Patterns = Callable[[Student], tuple[re.Pattern[str], ...]]


@dataclass(frozen=True)
class Meant:
    """Whom a name means: one student, or several who may be meant, and why it is not clear."""

    student: Student | None = None
    perhaps: tuple[Student, ...] = ()
    why: Text | None = None


def search(students: Sequence[Student], text: str) -> Meant:
    """Return whom of a roster a name means."""
    by_id = _those(students, text, _id_patterns)
    by_name = _those(students, text, _name_patterns)
    if len(by_id) == 1 and (not by_name or by_id[0] in by_name):
        return Meant(by_id[0])
    if not by_id and len(by_name) == 1:
        return Meant(by_name[0])
    if by_id or by_name:
        return _unclear(_unique([*by_id, *by_name]), namesakes=not by_id and _namesakes(by_name))
    return _unclear(_those(students, text, _loose_patterns), namesakes=False)


def _unclear(students: Sequence[Student], *, namesakes: bool) -> Meant:
    if not students:
        return Meant()
    listed = ", ".join(each.id for each in students)
    if namesakes:
        why = Text(
            ko=f"이름이 같은 학생이 여럿입니다: {listed}.", en=f"several students have that name: {listed}."
        )
    elif len(students) > 1:
        why = Text(
            ko=f"이름이 여러 학생에게 맞습니다: {listed}.", en=f"its name fits several students: {listed}."
        )
    else:
        why = Text(
            ko=f"{listed} 학생의 것일 수 있으나 이름이 분명하지 않습니다.",
            en=f"it may be {listed}'s, but its name does not say so clearly.",
        )
    return Meant(perhaps=tuple(students), why=why)


def _those(students: Sequence[Student], text: str, patterns: Patterns) -> list[Student]:
    return _unique(each for each in students if any(rule.search(text) for rule in patterns(each)))


def _unique(students: Iterable[Student]) -> list[Student]:
    """Return each student once: one in two sections has two rows."""
    return list({each.id: each for each in students}.values())


def _namesakes(students: Sequence[Student]) -> bool:
    return len({each.name for each in students}) == 1


# -- the forms of a student's id and name ------------------------------------------------------------------


@cache
def _id_patterns(student: Student) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(_alone(said)) for said in student.ids if len(_joined(said)) >= SHORTEST)


@cache
def _name_patterns(student: Student) -> tuple[re.Pattern[str], ...]:
    forms = dict.fromkeys([student.name, family_first(student.name)])
    return tuple(_pattern(_alone(form)) for form in forms if _is_telling(form))


@cache
def _loose_patterns(student: Student) -> tuple[re.Pattern[str], ...]:
    forms = [each for each in student.ids if len(_joined(each)) >= SHORTEST]
    return tuple(_pattern(_spaced(form)) for form in (*forms, student.name) if _is_telling(form))


def _is_telling(name: str) -> bool:
    joined = _joined(name)
    return len(joined) >= (SHORTEST_HANGUL if re.search(f"[{_HANGUL}]", joined) else SHORTEST)


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)


def _alone(said: str) -> str:
    """Return an expression for a text that stands alone: no letter or digit of its kind goes on beside it."""
    joined = _joined(said)
    return f"(?<!{_more(joined[0], before=True)}){_spaced(said)}(?!{_more(joined[-1], before=False)})"


def _more(letter: str, *, before: bool) -> str:
    if letter.isdecimal():
        return r"\d"
    if re.match(f"[{_HANGUL}]", letter):
        return f"[{_HANGUL}]"
    return "[A-Za-z0-9]" if before else "[A-Za-z]"


def _spaced(said: str) -> str:
    """Return an expression for a text whose separators (`Kim, Min-su`) may be others or be missing."""
    return r"[\W_]{0,2}".join(map(re.escape, re.findall(r"[^\W_]+", said)))


def _joined(said: str) -> str:
    return "".join(re.findall(r"[^\W_]+", said))
