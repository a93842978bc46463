"""How an assignment is written down.

    assignment = Assignment(__file__, title=Text(ko="…", en="…"))
    lenet = assignment.part(model="LeNet5", ...)

    @lenet.check(points=2, after=runs, title=Text(ko="…", en="…"))
    def two_convolutions(graph: Graph) -> None: ...

A check asks for its evidence by the types of its arguments (`grader.checks.evidence`). It returns None for
full marks, raises `Failed` for none, and returns a `Share` for a part. What it raises besides is the
grader's own fault and withholds the score.
"""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from grader.analysis.layers import averaged
from grader.base.text import Text
from grader.base.times import moment
from grader.checks.verdict import Share
from grader.records.assignment import Recipe, Threshold
from grader.records.deadline import Deadline, Late
from grader.records.graph import Graph
from grader.records.points import added

REFERENCES: Final = "references.json"
"""The file of an assignment that holds the captured references."""


Function = Callable[..., Share | None]


@dataclass(frozen=True, eq=False)
class Check:
    """A question to one model, and what its answer is worth."""

    function: Function
    points: float
    title: Text
    after: tuple["Check", ...]
    hidden: bool = False
    """Students' own reports do not show it before the due date."""

    @property
    def id(self) -> str:
        """The function's name: how a report and an example refer to the check."""
        return self.function.__name__

    @cached_property
    def evidence(self) -> tuple[type, ...]:
        """The types that the function asks for, in order."""
        hints = typing.get_type_hints(self.function)
        return tuple(hints[name] for name in inspect.signature(self.function).parameters)


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """One model that the assignment asks for.

    Args:
        id: how reports and examples refer to it.
        model: the name that the student was asked to give it.
        input: the input's shape without the batch, e.g. (3, 32, 32).
        also: other shapes that a right model may take instead, e.g. (784,) where the images are flattened
            before the model is called.
        output: the output's shape without the batch, e.g. (10,).
        compared: names of captured references; a submission is compared with the nearest. None where
            no list of layers is the right one.
        average_pooling: whether average pooling is as right as the max pooling of the references.
        recipe: its brief training; None if it is not trained.
        thresholds: what the score of that training is held against, by the data's name.
        known: values for constructor arguments that a submission leaves open, by name.
        weight: how much of the total this part has, beside the other parts' weights; None: the points of its
            checks. All parts have one, or none has.
        solutions: all captured references of the assignment.
    """

    id: str
    model: str
    title: Text
    input: tuple[int, ...]
    output: tuple[int, ...]
    compared: tuple[str, ...] = ()
    average_pooling: bool = False
    also: tuple[tuple[int, ...], ...] = ()
    recipe: Recipe | None = None
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    known: Mapping[str, int | float | bool | str] = field(default_factory=dict)
    weight: float | None = None
    checks: list[Check] = field(default_factory=list)
    solutions: Mapping[str, Graph] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of input to try, the one that was asked for first."""
        return (self.input, *self.also)

    @cached_property
    def references(self) -> Mapping[str, Graph]:
        """What a submission is compared with, by name."""
        found = {name: self.solutions[name] for name in self.compared}
        pooled = {f"{name}, average pooling": averaged(graph) for name, graph in found.items()}
        return found | pooled if self.average_pooling else found

    def check(
        self, *, points: float, title: Text, after: Check | tuple[Check, ...] = (), hidden: bool = False
    ) -> Callable[[Function], Check]:
        """Make the decorated function a check of this part.

        Args:
            points: what it is worth.
            title: what the student sees of it.
            after: the checks that it needs passed; if one is not, this one is blocked.
            hidden: whether students' own reports leave it out before the due date.

        Raises:
            ValueError: two checks have one name.
        """

        def register(function: Function) -> Check:
            check = Check(function, points, title, after if isinstance(after, tuple) else (after,), hidden)
            if any(other.id == check.id for other in self.checks):
                raise ValueError(f"two checks of {self.id} are called {check.id}")
            self.checks.append(check)
            return check

        return register


class Assignment:
    """What students hand in, and how it is graded.

    Args:
        file: the path of the file that makes it, `__file__`. Its folder's name is the assignment's id.
        title: what a person reads.
        due: when it is due, e.g. `2026-12-01 23:59`; where no zone is named, it is Korea's.
        late: what lateness costs.

    Raises:
        ValueError: `due` is no date with a time.
    """

    def __init__(
        self,
        file: str | Path,
        *,
        title: Text,
        due: str | datetime | None = None,
        late: Late | None = None,
    ) -> None:
        self.here = Path(file).parent
        self.title = title
        self.due = None if due is None else moment(due)
        self.late = late
        self.parts: list[Part] = []

    @property
    def id(self) -> str:
        """What commands and reports call it: its folder's name, e.g. `assignment1`."""
        return self.here.name

    @property
    def deadline(self) -> Deadline | None:
        """When it is due, and what lateness costs; None where its file says neither."""
        return Deadline(due=self.due, late=self.late) if self.due or self.late else None

    def worth(self, part: Part) -> float | None:
        """Return the points of the total that a part has by its weight; None if there are no weights."""
        if part.weight is None:
            return None
        weights = sum(Fraction(str(each.weight)) for each in self.parts)
        total = added(check.points for each in self.parts for check in each.checks)
        return float(Fraction(str(total)) * Fraction(str(part.weight)) / weights)

    @cached_property
    def references(self) -> dict[str, Graph]:
        """The captured references by name; none before they are captured for the first time."""
        try:
            text = (self.here / REFERENCES).read_bytes()
        except FileNotFoundError:
            return {}
        return msgspec.json.decode(text, type=dict[str, Graph])

    def part(
        self,
        *,
        id: str,  # noqa: A002 - what it is called everywhere
        model: str,
        title: Text,
        input: tuple[int, ...],  # noqa: A002 - as above
        output: tuple[int, ...],
        references: tuple[str, ...] = (),
        average_pooling: bool = False,
        also: tuple[tuple[int, ...], ...] = (),
        recipe: Recipe | None = None,
        thresholds: Mapping[str, Threshold] | None = None,
        known: Mapping[str, int | float | bool | str] | None = None,
        weight: float | None = None,
    ) -> Part:
        """Add a model to the assignment; the arguments are those of `Part`.

        Args:
            references: what `Part` calls `compared`.
        """
        part = Part(
            id=id,
            model=model,
            title=title,
            input=input,
            output=output,
            compared=references,
            average_pooling=average_pooling,
            also=also,
            solutions=self.references,
            recipe=recipe,
            thresholds=thresholds or {},
            known=known or {},
            weight=weight,
        )
        self.parts.append(part)
        return part
