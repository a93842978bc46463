"""What every part of an assignment has: a name, a title, and checks with points."""

import inspect
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from grader.base.nearest import nearest
from grader.base.text import Text
from grader.checks.criterion import Criterion, Function


@dataclass(frozen=True, eq=False)
class Check:
    """A requirement on one model, and its points."""

    id: str
    """The check's name in reports and examples."""
    function: Function
    points: float
    title: Text
    requires: tuple["Check", ...]
    """The checks that must pass first; if one does not, this one is blocked."""
    hidden: bool = False
    """Whether students' own reports omit it before the due date."""
    general: bool = False
    """Whether it also holds of a model that has nothing of what the part asks for; see `Criterion`."""

    @cached_property
    def evidence(self) -> tuple[type, ...]:
        """The types of evidence that the function asks for, in order."""
        hints = typing.get_type_hints(self.function)
        return tuple(hints[name] for name in inspect.signature(self.function).parameters)


@dataclass(frozen=True, eq=False, kw_only=True)
class CheckedPart:
    """Something that the assignment asks for.

    Args:
        id: the part's name in reports and examples.
        title: the title that people read.
        weight: the part's share of the total, relative to the other parts' weights; None for the points of
            its checks. Either all parts have a weight, or none has.
        check_prefix: the prefix of the ids in its rubric. All check ids of an assignment must differ, so
            parts with the same criteria need one.
    """

    id: str
    title: Text
    weight: float | None = None
    check_prefix: str = ""
    checks: list[Check] = field(default_factory=list)

    def check(
        self,
        *,
        points: float,
        title: Text,
        requires: str | tuple[str, ...] | None = None,
        hidden: bool = False,
    ) -> Callable[[Function], Check]:
        """Make the decorated function a check of this part; its name is the id.

        Args:
            points: the points for the check.
            title: the title that the student sees.
            requires: the ids of the checks that must pass first, with or without the part's `check_prefix`;
                if one does not, this one is blocked. None for `runs`, if the part has it.
            hidden: whether students' own reports omit it before the due date.

        Raises:
            ValueError: two checks have the same id, or it requires a check that is not before it.
        """

        def register(function: Function) -> Check:
            name = function.__name__
            return self.add(
                points,
                Criterion(id=name, title=title, function=function, requires=requires, hidden=hidden),
            )

        return register

    def add(self, points: float, criterion: Criterion) -> Check:
        """Make a criterion a check of this part, and return it.

        Raises:
            ValueError: as for `check`.
        """
        if any(other.id == criterion.id for other in self.checks):
            raise ValueError(f"two checks of {self.id} are called {criterion.id}")
        check = Check(
            id=criterion.id,
            function=criterion.function,
            points=points,
            title=criterion.title,
            requires=tuple(self._required(criterion)),
            hidden=criterion.hidden,
            general=criterion.general,
        )
        self.checks.append(check)
        return check

    def _required(self, criterion: Criterion) -> Iterator[Check]:
        requires = criterion.requires
        names = (requires,) if isinstance(requires, str) else requires
        for name in criterion.usually if names is None else names:
            found = self._named(name)
            if found is not None:
                yield found
            elif names is not None:
                like = nearest(name, [check.id for check in self.checks])
                raise ValueError(
                    f"{criterion.id} requires {name!r}, but no check of that id stands before it"
                    + (f"; the nearest is {like!r}" if like else "")
                )

    def _named(self, name: str) -> Check | None:
        ids = (self.check_prefix + name, name)
        return next((check for check in self.checks if check.id in ids), None)
