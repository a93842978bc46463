"""How learning platforms name the files that staff download, one rule per platform.

A rule is a regular expression for the name of a file or folder, with the group `student` and those of the
other `GROUPS` that the platform has. Sources of the formats: bulk downloads of Canvas, Moodle and Blackboard,
and nbgrader's exchange.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.base.errors import NothingToGrade
from grader.base.text import Text
from grader.base.times import zoned

GROUPS = ("student", "name", "late", "submitted", "attempt", "file", "assignment")


@dataclass(frozen=True)
class Named:
    """What a file's or folder's name says."""

    student: str
    name: str = ""
    late: bool = False
    submitted: datetime | None = None
    """When it was handed in; None if the name gives no time or no time zone."""
    attempt: str = ""
    """The attempt; attempts sort by their numbers, and the greatest is the newest."""
    file: str = ""
    """The name that the student gave to the file; the files of one attempt belong together."""
    assignment: str = ""
    """The assignment that it was handed in for; empty if the name does not say."""
    is_added: bool = False
    """Whether the platform added it to the student's files: a text typed into a form, a receipt."""
    is_whole: bool = False
    """Whether the files of one attempt are all that was handed in with it, whatever earlier attempts hold."""


CANVAS = re.compile(
    r"(?P<name>\w+?)(?P<late>_LATE)?_(?P<student>\d+)_(?P<attempt>\d+)_(?P<file>.+)",
)
"""`kimminsu_LATE_1234_56789_lenet.ipynb`, `anon_1234_56789_lenet.ipynb`."""
MOODLE = re.compile(r"(?P<name>.+)_(?P<student>\d+)_assignsubmission_file_?(?P<file>.*)")
"""A folder `김민수_1234_assignsubmission_file`, or a file `김민수_1234_assignsubmission_file_lenet.ipynb`."""
MOODLE_TEXT = re.compile(r"(?P<name>.+)_(?P<student>\d+)_assignsubmission_onlinetext_?(?P<file>.*)")
"""The text that Moodle adds to a student's files if the assignment asks for one."""
BLACKBOARD = re.compile(
    r"(?P<title>.+)_(?P<student>[^_]+)_attempt_(?P<attempt>\d{4}(?:-\d\d){5})_(?P<file>.+)", re.DOTALL
)
"""`HW1_kim_attempt_2026-11-29-13-05-00_lenet.py`: assignment, user, and time on Blackboard's clock."""
BLACKBOARD_TEXT = re.compile(
    r"(?P<title>.+)_(?P<student>[^_]+)_attempt_(?P<attempt>\d{4}(?:-\d\d){5})\.txt", re.DOTALL
)
"""The receipt that Blackboard adds to every attempt."""
EXCHANGE = re.compile(
    r"(?P<student>[^+]+)\+(?P<assignment>[^+]+)"
    r"\+(?P<attempt>(?P<submitted>\d{4}-\d\d-\d\d[ T_]\d\d:?\d\d:?\d\d[^+]*))(\+.*)?"
)
"""nbgrader's exchange: `kim+assignment1+2026-11-24 12:00:00.123456 UTC+random`."""
RULES = (EXCHANGE, MOODLE, BLACKBOARD, CANVAS)
ADDED = {MOODLE: MOODLE_TEXT, BLACKBOARD: BLACKBOARD_TEXT}
"""For a platform's rule, that of what it adds to the students' files."""


def rule_of(names: Sequence[str]) -> re.Pattern[str] | None:
    """Return the rule that most names in a folder follow; None if there is none."""
    telling = [name for name in names if not any(rule.fullmatch(name) for rule in ADDED.values())]
    counted = [(sum(rule.fullmatch(name) is not None for name in telling), rule) for rule in RULES]
    most, rule = max(counted, key=lambda entry: entry[0])
    return rule if most * 2 > len(telling) else None


def by_rule(rule: re.Pattern[str], path: Path) -> Named | None:
    """Return what a name says according to a rule; None if the name does not follow the rule."""
    name = composed(path.name)
    found = rule.fullmatch(name)
    added = ADDED[rule].fullmatch(name) if found is None and rule in ADDED else None
    found = found or added
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
        is_added=added is not None,
        is_whole=rule in (EXCHANGE, BLACKBOARD),
    )


def plainly(path: Path) -> Named | None:
    """Return what a name that follows no rule says: it is a student's own; None if it is empty."""
    name = composed(path.name if path.is_dir() else path.stem).strip()
    return Named(student=name, file="" if path.is_dir() else path.name) if name else None


def compiled(pattern: str) -> re.Pattern[str]:
    """Return the rule that staff wrote.

    Raises:
        NothingToGrade: it is not a regular expression, or has no group for the student.
    """
    try:
        rule = re.compile(pattern)
    except re.error as error:
        raise NothingToGrade(
            Text(
                ko=f"--pattern이 올바른 정규 표현식이 아닙니다: {error}",
                en=f"--pattern is no regular expression: {error}",
            )
        ) from error
    if "student" not in rule.groupindex:
        raise NothingToGrade(
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


def composed(name: str) -> str:
    """Return a name with composed letters, as in the roster: macOS decomposes Korean file names."""
    return unicodedata.normalize("NFC", name)
