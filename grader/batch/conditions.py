"""Which students to grade anew, by what happened to them: `lenet5.runs=failed`, `message~CUDA`."""

import re
from dataclasses import dataclass
from typing import Final, get_args

from grader.base.errors import NothingToGrade
from grader.base.korean import quoted_with
from grader.base.text import LANGUAGES, Text
from grader.records.report import Status
from grader.records.submissions import Entry, State

STATE: Final = "state"
MESSAGE: Final = "message"
_FORM: Final = re.compile(r"(?P<name>[^=~]+)(?P<sign>[=~])(?P<value>.+)", re.DOTALL)


@dataclass(frozen=True)
class Condition:
    """What must hold of a student's result."""

    name: str
    """A check, `state` or `message`."""
    value: str
    """The status of the check, the student's state, or a part of a message."""

    def holds(self, entry: Entry) -> bool:
        """Return whether it holds of a student."""
        if self.name == MESSAGE:
            return any(self.value.casefold() in said.casefold() for said in _messages(entry))
        if self.name == STATE:
            return ("fault" if entry.withheld else entry.state) == self.value
        parts = entry.report.parts if entry.report else ()
        return any(
            result.status == self.value and self.name in (result.id, f"{part.id}.{result.id}")
            for part in parts
            for result in part.results
        )


def parse(text: str) -> Condition:
    """Return the condition that a person wrote.

    Raises:
        NothingToGrade: it is none.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None or (found["sign"] == "~") != (found["name"] == MESSAGE):
        raise _not_one(text)
    known = get_args(State) if found["name"] == STATE else get_args(Status)
    if found["name"] != MESSAGE and found["value"] not in known:
        raise _not_one(text)
    return Condition(found["name"], found["value"])


def _messages(entry: Entry) -> list[str]:
    parts = entry.report.parts if entry.report else ()
    texts = [result.message for part in parts for result in part.results]
    texts += [entry.message, *(entry.report.notices if entry.report else ())]
    return [text.get(lang) for text in texts if text is not None for lang in LANGUAGES]


def _not_one(text: str) -> NothingToGrade:
    statuses, states = ", ".join(get_args(Status)), ", ".join(get_args(State))
    return NothingToGrade(
        Text(
            ko=f"--where {quoted_with(text, '은')} 조건이 아닙니다.", en=f"--where '{text}' is no condition."
        ),
        Text(
            ko=f"CHECK=상태 ({statuses}), state=상태 ({states}), 또는 message~글자",
            en=f"There are CHECK=STATUS ({statuses}), state=STATE ({states}) and message~TEXT.",
        ),
    )
