"""What every mutant of a part's references costs, check by check, and what that says about the rubric."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from grader.authoring.mutants.kinds import CHANGES_A_LAYER
from grader.checks.assignment import Part
from grader.checks.checked_part import Check
from grader.checks.evidence import Curve
from grader.records.points import added

CHEAP: Final = 0.02
"""The share of the assignment's points that a wrong layer costs at least."""


@dataclass(frozen=True)
class Judged:
    """A mutant and its price.

    Args:
        kind: what was done.
        where: what it was done to.
        lost: the points that it costs, by the check's id.
        fits: whether the model can be run at all.
        equivalent: whether it computes and learns the same as a reference.
    """

    kind: str
    where: str
    lost: Mapping[str, float]
    fits: bool = True
    equivalent: bool = False

    @property
    def cost(self) -> float:
        """All the points that it costs."""
        return added(self.lost.values())


@dataclass(frozen=True)
class Matrix:
    """A part's checks and its mutants.

    Args:
        part: the part.
        total: the points of the whole assignment.
        free: the kinds of changes that the assignment leaves to the student.
        mutants: all of them.
    """

    part: Part
    total: float
    free: Collection[str]
    mutants: Sequence[Judged]

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks that need no training."""
        return tuple(check for check in self.part.checks if Curve not in check.evidence)

    @cached_property
    def mistakes(self) -> tuple[Judged, ...]:
        """The mutants that run, differ from every reference, and are not left free."""
        return tuple(
            each for each in self.mutants if each.fits and not each.equivalent and each.kind not in self.free
        )

    @property
    def holes(self) -> list[Judged]:
        """The mistakes that cost nothing."""
        return [each for each in self.mistakes if not each.cost]

    @property
    def cheap(self) -> list[Judged]:
        """The wrong layers that cost next to nothing."""
        least = CHEAP * self.total
        return [each for each in self.mistakes if each.kind in CHANGES_A_LAYER and 0 < each.cost < least]

    @property
    def wronged(self) -> list[Judged]:
        """The mutants that compute the same as a reference and cost points all the same."""
        return [each for each in self.mutants if each.equivalent and each.cost]

    @property
    def dead(self) -> list[Check]:
        """The checks that no mutant fells."""
        return [check for check in self.checks if not self._felled(check)]

    @property
    def twins(self) -> list[tuple[Check, ...]]:
        """The checks that always fall together: one mistake is paid for in each of them."""
        groups: dict[frozenset[int], list[Check]] = {}
        everything = {place for place, each in enumerate(self.mutants) if len(each.lost) == len(self.checks)}
        for check in self.checks:
            if felled := self._felled(check) - everything:
                groups.setdefault(felled, []).append(check)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def _felled(self, check: Check) -> frozenset[int]:
        return frozenset(place for place, each in enumerate(self.mutants) if each.lost.get(check.id))

    def rows(self) -> Iterator[tuple[Judged, tuple[str, ...]]]:
        """Yield the mutants that run, those of one kind and one price as one, with all their places."""
        groups: dict[tuple[object, ...], list[Judged]] = {}
        for each in self.mutants:
            if each.fits:
                key = (each.kind, each.equivalent, tuple(sorted(each.lost.items())))
                groups.setdefault(key, []).append(each)
        for group in groups.values():
            yield group[0], tuple(each.where for each in group)
