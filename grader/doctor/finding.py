"""The result of examining one thing on a machine."""

from typing import Literal

import msgspec

from grader.base.text import Text

State = Literal["good", "note", "bad"]
"""`bad` keeps a submission from being graded; `note` could be better, but need not be."""


class Diagnosis(msgspec.Struct, frozen=True):
    """What was examined, what state it is in, and what to do about it."""

    id: str
    title: Text
    state: State
    found: Text
    advice: Text | None = None
