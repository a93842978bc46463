"""Gradescope's bulk export: a folder for each submission, and a file that says whose each is.

assignment_12_export/submission_metadata.yml      submission_345:
assignment_12_export/submission_345/lenet.py        :submitters:
                                                    - :name: Kim Minsu
                                                      :email: minsu@example.com
                                                      :sid: '2023001'
                                                    :created_at: 2026-11-24 12:00:00.000000000 Z
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.text import Text
from grader.base.times import zoned
from grader.batch.file_name_layouts import Named

NAME = "submission_metadata.yml"
MOST_BYTES = 64_000_000
"""Maximum size in bytes: the file repeats each autograder's output, a few million for a large class."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one, if there
    """Loads only plain data; a Ruby object becomes the mapping that it is written as."""


def _plain(loader: Any, node: Any) -> Any:
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


_Loader.add_constructor(None, _plain)


def submitters(folder: Path) -> dict[Path, tuple[Named, ...]] | None:
    """Return whose each submission is (a group's has several students); None if this is not an export.

    Raises:
        StaffError: the file cannot be read.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unreadable(path, Text(ko="너무 큽니다.", en="it is too large."))
        said = yaml.load(path.read_bytes(), _Loader)
    except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise _unreadable(path, Text(ko=reason, en=reason)) from error
    if not isinstance(said, dict):
        raise _unreadable(path, Text(ko="제출물이 적혀 있지 않습니다.", en="it names no submissions."))
    return {
        folder / name: tuple(_named(each))
        for name, each in said.items()
        if isinstance(name, str) and Path(name).name == name
    }


def _named(submission: Any) -> Iterator[Named]:
    people = _entry(submission, "submitters")
    submitted = _moment(_entry(submission, "created_at"))
    for each in people if isinstance(people, list) else ():
        words = [_entry(each, key) for key in ("sid", "email", "name")]
        sid, email, name = ("" if word is None else str(word).strip() for word in words)
        if student := sid or email or name:
            yield Named(student=student, name=name, submitted=submitted)


def _moment(said: Any) -> datetime | None:
    """Return a point in time with its zone; YAML may have parsed it already."""
    if isinstance(said, datetime):
        return said if said.tzinfo is not None else None
    return zoned(said) if isinstance(said, str) else None


def _entry(mapping: Any, key: str) -> Any:
    """Return the value of a key, which Ruby writes as a symbol with a leading colon."""
    return mapping.get(f":{key}", mapping.get(key)) if isinstance(mapping, dict) else None


def _unreadable(path: Path, why: Text) -> StaffError:
    return StaffError(
        Text(
            ko=f"{quoted_with(path, '을')} 읽지 못했습니다: {why.ko}", en=f"'{path}' cannot be read: {why.en}"
        )
    )
