"""Following values back through a Graph: one walk for all that do, and the bounds that it keeps.

What follows values runs in the grader's own process, on a Graph that is a student's: as deep, as wide and as
large as the student likes. So nothing recurs, and what is not worked out within the bounds is not followed.
A follower says what it has to know of a value first, and what it makes of that; the walk does the rest.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Generic, TypeVar

from grader.records.graph import Node, Reference, references

DEEPEST: Final = 40
"""How many operations are followed back at once: nobody lays numbers out anew in more."""
PLACES: Final = 1 << 21
"""Maximum number of places of one tensor that are followed."""
OFFSETS: Final = 1 << 16
"""Maximum number of offsets of one axis or window that are followed."""
WORK: Final = 1 << 26
"""How many places one follower works out for one Graph. This takes 4 s, and 256 MB at most."""
STEP: Final = 1000
"""What one operation costs of that, besides its places: Python takes as long for it."""
Found = TypeVar("Found")


class NotFollowed(Exception):  # noqa: N818 - an answer, not a fault
    """Raised if a value is more than the follower knows, or too large."""


class Budget:
    """What is left of a follower's work for one Graph."""

    def __init__(self) -> None:
        self._left = WORK

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is followed."""
        return self._left < 0

    def spend(self, places: int, most: int = PLACES) -> None:
        """Count so many places more.

        Args:
            places: how many there are.
            most: how many one tensor may have.

        Raises:
            NotFollowed: there are too many, of one tensor or of all.
        """
        self._left -= places
        if self.is_spent or places > most:
            raise NotFollowed


class Walk(Generic[Found]):
    """What is found out about values, each once and after those that it is made of.

    Args:
        reads: returns the values that must be known before another one.
        work_out: returns what is found out about a value; raises `NotFollowed` if that is nothing. It may ask
            the walk for the values that must be known before.
        budget: what this may cost.
    """

    def __init__(
        self,
        reads: Callable[[Reference], Iterable[Reference]],
        work_out: Callable[[Reference], Found | None],
        budget: Budget,
    ) -> None:
        self._reads = reads
        self._work_out = work_out
        self._budget = budget
        self._known: dict[Reference, Found | None] = {}

    def of(self, reference: Reference) -> Found | None:
        """Return what is found out about a value; None if that is nothing, or beyond a bound."""
        way = [] if reference in self._known else [self._step(reference)]
        while way and not self._budget.is_spent:
            at, left = way[-1]
            before = next((each for each in left if each not in self._known), None)
            if before is None:
                self._known[at] = self._found(at)
                way.pop()
            elif len(way) == DEEPEST:
                self._known[before] = None
            else:
                way.append(self._step(before))
        return self._known.get(reference)

    def _step(self, reference: Reference) -> tuple[Reference, Iterator[Reference]]:
        return reference, iter(self._reads(reference))

    def _found(self, reference: Reference) -> Found | None:
        try:
            self._budget.spend(STEP)
            return self._work_out(reference)
        except NotFollowed:
            return None


def back(
    reference: Reference, producer: Callable[[Reference], Node | None], *, alone: bool = False
) -> Iterator[Reference]:
    """Yield a value, the first that its node reads, and so on, as far as values are followed.

    Args:
        reference: the value.
        producer: returns the node that makes a value; None if there is none.
        alone: end where a node reads several values.
    """
    for _ in range(DEEPEST):
        yield reference
        node = producer(reference)
        read = references(node) if node is not None else ()
        if not read or (alone and len(read) > 1):
            return
        reference = read[0]
