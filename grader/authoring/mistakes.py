"""Mistakes as edits of a right submission, as listed in an assignment's `mistakes.py`.

    BASE = "right_functional.py"

    MISTAKES = (
        Mistake(
            "softmax",
            "Softmax on the last output: the cross-entropy loss gets probabilities in place of logits.",
            expect="logits failed",
            edits=[("return self.fc3(x)", "return F.softmax(self.fc3(x), dim=1)")],
        ),
    )

BASE is the file in `examples/` to edit if a mistake names no other. An edit that no longer applies is an
error. FREE, where there is one, names by part the kinds of changes that the assignment leaves to the student:
`FREE = {"unet": ("more outputs", "fewer outputs")}` (`grader.authoring.mutants`). `mistakes.py` is never
handed out, since it shows solutions.
"""

import json
import runpy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.checks.assignment import Assignment
from grader.grading import course

FILE: Final = "mistakes.py"


@dataclass(frozen=True)
class Mistake:
    """One mistake, and the grade it expects.

    Args:
        name: its name in messages and in the pages' tables.
        about: what is wrong, in one English sentence.
        expect: the expected grade, in the grammar of `grader/authoring/expectations.py`.
        edits: pairs of a text found exactly once in the base's code and its replacement, applied in order.
        base: the file in `examples/` to edit; BASE if empty.
    """

    name: str
    about: str
    expect: str
    edits: Sequence[tuple[str, str]]
    base: str = ""


def mistakes(assignment: Assignment) -> tuple[Mistake, ...]:
    """Return an assignment's mistakes, each with its base; none if it has no file of mistakes.

    Raises:
        StaffError: the file cannot be run, or two mistakes have the same name.
    """
    told = _told(assignment)
    if told is None:
        return ()
    try:
        found = tuple(each if each.base else replace(each, base=told["BASE"]) for each in told["MISTAKES"])
    except Exception as error:  # a teacher's file may hold anything
        raise course.unreadable(assignment.id, error) from error
    _must_differ([each.name for each in found])
    return found


def left_free(assignment: Assignment) -> Mapping[str, Collection[str]]:
    """Return the kinds of changes that an assignment leaves to the student, by the part's id.

    Raises:
        StaffError: the file of mistakes cannot be run, or names a part or a kind that there is not.
    """
    free = (_told(assignment) or {}).get("FREE", {})
    return {str(part): tuple(map(str, kinds)) for part, kinds in dict(free).items()}


def _told(assignment: Assignment) -> dict[str, Any] | None:
    """Return the names in the file of mistakes; None if there is no such file."""
    file = assignment.here / FILE
    if not file.is_file():
        return None
    try:
        return runpy.run_path(str(file))
    except Exception as error:  # a teacher's file may raise anything
        raise course.unreadable(assignment.id, error) from error


def edited(content: bytes, suffix: str, edits: Sequence[tuple[str, str]]) -> bytes:
    """Apply edits to the code of a script or a notebook and return the result.

    Raises:
        StaffError: an edit does not apply.
    """
    if suffix == ".py":
        return _edited([content.decode()], edits)[0].encode()
    notebook = json.loads(content)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    texts = _edited(["".join(cell["source"]) for cell in cells], edits)
    for cell, text in zip(cells, texts, strict=True):
        cell["source"] = text
    return json.dumps(notebook, ensure_ascii=False).encode()


def _edited(texts: list[str], edits: Sequence[tuple[str, str]]) -> list[str]:
    for old, new in edits:
        _must_stand_once(old, texts)
        texts = [text.replace(old, new) for text in texts]
    return texts


def _must_stand_once(old: str, texts: Iterable[str]) -> None:
    times = sum(text.count(old) for text in texts)
    if times != 1:
        raise StaffError(
            Text(
                ko=f"바꿀 코드가 한 번이 아니라 {times}번 나옵니다: {old!r}",
                en=f"what is to be replaced occurs {times} times, not once: {old!r}",
            )
        )


def _must_differ(names: list[str]) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise StaffError(
            Text(
                ko=f"{FILE}: 이름이 두 번 쓰였습니다: {', '.join(twice)}",
                en=f"{FILE}: two mistakes have one name: {', '.join(twice)}",
            )
        )
