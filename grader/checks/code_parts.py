"""Parts of an assignment that are no models: functions, loops, data code, and what a person grades."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import msgspec

from grader.base.text import Text
from grader.checks.cases import Case, digest
from grader.checks.checked_part import CheckedPart
from grader.checks.criterion import Criterion
from grader.checks.verdict import Withheld
from grader.records.data_log import Split
from grader.records.rehearsal_protocol import CallAnswer, Expected, TrialCall


@dataclass(frozen=True, eq=False, kw_only=True)
class FunctionPart(CheckedPart):
    """One function that the assignment asks for.

    Args:
        name: the name that the student must give it; `Meter.update` for a method. A class is made and then
            called; an `autograd.Function` is applied.
        cases: what it is called with.
        make: what its class is made with.
        expected: what the reference returned, as `grade build` has written it.
    """

    name: str
    cases: tuple[Case, ...]
    make: tuple[object, ...] = ()
    expected: bytes = b""

    @property
    def calls(self) -> tuple[TrialCall, ...]:
        """The calls of all cases."""
        return tuple(case.call for case in self.cases)

    @cached_property
    def answers(self) -> tuple[CallAnswer, ...]:
        """What the reference returned, in the order of the cases; empty before `grade build`."""
        return msgspec.json.decode(self.expected, type=Expected).answers if self.expected else ()

    @property
    def is_up_to_date(self) -> bool:
        """Whether the reference was called with just these cases."""
        if not self.expected:
            return False
        return msgspec.json.decode(self.expected, type=Expected).digest == digest(self.calls)


@dataclass(frozen=True, eq=False, kw_only=True)
class LoopPart(CheckedPart):
    """One training loop that the assignment asks for.

    Args:
        name: the function that contains it, or a class's method; empty if the whole notebook is run as it
            stands, wherever in it the loop is.
        arguments: what the function is called with, by the words of
            `grader.capture.rehearsal.loop_arguments`.
        make: the same for the class of a method.
        image: the shape of the images that the function's model and loaders have.
        classes: how many classes they have.
        epochs: the argument `epochs`.
        learning_rate: the argument `learning_rate`.
        seconds: time until the loop is stopped; what it did by then counts.
    """

    name: str = ""
    arguments: tuple[str, ...] = ()
    make: tuple[str, ...] = ()
    image: tuple[int, ...] = (1, 28, 28)
    classes: int = 10
    epochs: int = 2
    learning_rate: float = 0.1
    seconds: float = 10.0


@dataclass(frozen=True, eq=False, kw_only=True)
class DataPart(CheckedPart):
    """Data code that the assignment asks for: data sets, splits, transforms and loaders.

    Args:
        name: the function that returns the loaders, or a class with methods or attributes for them; empty if
            the whole notebook is run as it stands, with made-up pictures in torchvision's data sets.
        arguments: what it is called with, by the words of `grader.capture.rehearsal.data_arguments`.
        returns: what it returns, in order: of `train`, `val` and `test`.
        image: channels, height and width of the pictures that it is given.
        classes: how many labels there are.
        form: whether the pictures are a `tensor` of floats from 0 to 1, channels first, or a numpy `array` of
            bytes, channels last.
        batch: the argument `batch_size`.
        share: the argument `share`: of the pictures that go to validation.
        seconds: time for all of it.
    """

    name: str = ""
    arguments: tuple[str, ...] = ()
    returns: tuple[Split, ...] = ()
    image: tuple[int, int, int] = (1, 16, 16)
    classes: int = 10
    form: Literal["tensor", "array"] = "tensor"
    batch: int = 16
    share: float = 0.2
    seconds: float = 10.0


@dataclass(frozen=True, eq=False, kw_only=True)
class ManualPart(CheckedPart):
    """One answer that a person grades.

    Args:
        rubric: what staff look for.
    """

    rubric: Text


def by_a_person(name: str, title: Text, rubric: Text) -> Criterion:
    """Return the criterion of a part that a person grades: it withholds the score until somebody has."""

    def waits() -> None:
        raise Withheld(
            Text(ko="이 답은 사람이 채점합니다.", en="A person grades this answer."),
            hint=Text(ko=f"채점 기준: {rubric.ko}", en=f"What is looked for: {rubric.en}"),
            awaited=True,
        )

    return Criterion(id=name, title=title, function=waits)
