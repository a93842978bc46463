"""One thing that was looked at."""

from typing import Literal

import msgspec

from grader.base.text import Text

State = Literal["good", "note", "bad"]
"""`bad` is what keeps a submission from being graded; `note` can be better, but need not."""


class Diagnosis(msgspec.Struct, frozen=True):
    """What was looked at, how it is, and what to do about it."""

    id: str
    title: Text
    state: State
    found: Text
    advice: Text | None = None
