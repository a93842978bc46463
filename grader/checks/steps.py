"""Where a flow changes its resolution."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.checks.flow import IMAGE, Flow, operation
from grader.checks.resolution import Resolution

PIECEMEAL = {"slice", "index_select"}
"""Operations that resample in one direction at a time: two of them in a row are one step."""


@dataclass(frozen=True)
class Step:
    """An operation whose result is coarser, or finer, than all that it reads."""

    node: int
    before: Resolution
    after: Resolution

    @property
    def is_down(self) -> bool:
        """Whether it makes the map coarser."""
        return self.after.area > self.before.area

    @property
    def is_fully_connected(self) -> bool:
        """Whether it leads from a map to a vector or back."""
        return (self.after if self.is_down else self.before).is_vector


def steps(flow: Flow, resolutions: dict[int, Resolution]) -> Iterator[Step]:
    """Yield the steps of a flow in the order of computation."""
    for index in flow.sources:
        start = _start(flow, index)
        if start == IMAGE or _goes_on(flow, index):
            continue
        read = [resolutions[source] for source in flow.sources[start]]
        finest, coarsest = min(read, key=_area), max(read, key=_area)
        after = resolutions[index]
        if not finest.area <= after.area <= coarsest.area:
            yield Step(index, coarsest if after.area > coarsest.area else finest, after)


def _area(resolution: Resolution) -> float:
    return float(resolution.area)


def _start(flow: Flow, index: int) -> int:
    """The first of the operations in a row that a node ends."""
    while len(flow.sources[index]) == 1 and _goes_on(flow, flow.sources[index][0]):
        (index,) = flow.sources[index]
    return index


def _goes_on(flow: Flow, index: int) -> bool:
    """Whether a node resamples in one direction, and its only user does so in another."""
    users = flow.users[index]
    if index == IMAGE or len(users) != 1:
        return False
    this, user = (operation(flow.graph.nodes[node]) for node in (index, *users))
    return this == user and this in PIECEMEAL
