"""How learning platforms name what they let staff download, one rule a platform.

A rule is a regular expression over the name of a file or a folder, with the groups `student` and, where a
platform has them, the others of `GROUPS`. The formats' sources: Canvas's and Moodle's bulk downloads,
nbgrader's exchange.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.base.times import zoned

GROUPS = ("student", "name", "late", "submitted", "attempt", "file", "assignment")


@dataclass(frozen=True)
class Named:
    """What a name says."""

    student: str
    name: str = ""
    late: bool = False
    submitted: datetime | None = None
    """When it was handed in; None if the name does not say, or not in which time zone."""
    attempt: str = ""
    """Attempts sort as their numbers do; the greatest is the newest."""
    file: str = ""
    """The name that the student gave to the file; several of one attempt belong together."""
    assignment: str = ""
    """What it was handed in for; empty if the name does not say."""


CANVAS = re.compile(
    r"(?P<name>\w+?)(?P<late>_LATE)?_(?P<student>\d+)_(?P<attempt>\d+)_(?P<file>.+)",
)
"""`kimminsu_LATE_1234_56789_lenet.ipynb`, `anon_1234_56789_lenet.ipynb`."""
MOODLE = re.compile(r"(?P<name>.+)_(?P<student>\d+)_assignsubmission_file_?(?P<file>.*)")
"""A folder `김민수_1234_assignsubmission_file`, or a file `김민수_1234_assignsubmission_file_lenet.ipynb`."""
MOODLE_TEXT = "_assignsubmission_onlinetext"
"""In the name of what Moodle writes beside a student's files if they could write a text as well."""
EXCHANGE = re.compile(
    r"(?P<student>[^+]+)\+(?P<assignment>[^+]+)"
    r"\+(?P<attempt>(?P<submitted>\d{4}-\d\d-\d\d[ T_]\d\d:?\d\d:?\d\d[^+]*))(\+.*)?"
)
"""nbgrader's exchange: `kim+assignment1+2026-11-24 12:00:00.123456 UTC+random`."""
RULES = (EXCHANGE, MOODLE, CANVAS)


def rule_of(names: Sequence[str]) -> re.Pattern[str] | None:
    """Return the rule by which most of a folder's names are made; None if they follow none."""
    telling = [name for name in names if MOODLE_TEXT not in name]
    counted = [(sum(rule.fullmatch(name) is not None for name in telling), rule) for rule in RULES]
    most, rule = max(counted, key=lambda entry: entry[0])
    return rule if most * 2 > len(telling) else None


def by_rule(rule: re.Pattern[str], path: Path) -> Named | None:
    """Return what a name says by a rule; None if it does not follow it."""
    found = rule.fullmatch(_composed(path.name))
    if found is None:
        return None
    groups = {key: value or "" for key, value in found.groupdict().items()}
    if not groups["student"].strip():
        return None
    return Named(
        student=groups["student"].strip(),
        name=groups.get("name", "").strip(),
        late=bool(groups.get("late")),
        submitted=zoned(groups.get("submitted", "").replace("_", " ")),
        attempt=groups.get("attempt", ""),
        file=groups.get("file", "" if "attempt" in groups else path.name),
        assignment=groups.get("assignment", ""),
    )


def plainly(path: Path) -> Named | None:
    """Return what a name says that follows no rule: a student's folder or file; None if it is empty."""
    name = _composed(path.name if path.is_dir() else path.stem).strip()
    return Named(student=name, file="" if path.is_dir() else path.name) if name else None


def compiled(pattern: str) -> re.Pattern[str]:
    """Return the rule that staff wrote.

    Raises:
        StaffError: it is no regular expression, or does not say where the student's name stands.
    """
    try:
        rule = re.compile(pattern)
    except re.error as error:
        raise StaffError(
            Text(
                ko=f"--pattern이 올바른 정규 표현식이 아닙니다: {error}",
                en=f"--pattern is no regular expression: {error}",
            )
        ) from error
    if "student" not in rule.groupindex:
        raise StaffError(
            Text(
                ko="--pattern에 학생을 나타내는 묶음 (?P<student>…)이 없습니다.",
                en="--pattern does not say where the student stands: (?P<student>…) is missing.",
            ),
            Text(
                ko=r"예: --pattern '(?P<student>\d+)_(?P<file>.+)' — 쓸 수 있는 묶음: " + ", ".join(GROUPS),
                en=r"For example --pattern '(?P<student>\d+)_(?P<file>.+)'. Groups: " + ", ".join(GROUPS),
            ),
        )
    return rule


def _composed(name: str) -> str:
    """Letters as the roster has them: macOS takes Korean ones apart in names of files."""
    return unicodedata.normalize("NFC", name)
