"""A graph read as an encoder and a decoder: what goes down, what goes up, and what joins the two.

The terms below refer to the main flow (`grader.analysis.flow`) and to the stride of a map
(`grader.analysis.resolution`):

- A **step** down (up) is an operation whose result is coarser (finer) than everything that it reads.
- The **bottleneck** is the coarsest of everything that the steps up derive from. What comes after the last
  step up, such as a classifier's head, is not part of it, however coarse. A vector between two maps is a
  bottleneck.
- A **level** is the resolution of a map that a step down leaves or that a step up reaches.
- The **encoder** is everything that the bottleneck derives from and that itself derives from nothing coarser.
  It begins at the first convolution and does not include the image. At each level it hands on what it has
  convolved there: what a pooling has just left is the map of the level above, made smaller.
- A **skip** is an encoder map that a join of maps reads at the join's own resolution: there is a path from a
  map of the encoder on which every result has the same stride and derives from nothing coarser. Another
  source of the join derives from the bottleneck. What is on the path (normalisation, dropout, a convolution,
  padding, a crop, an attention gate) does not matter.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from grader.analysis.flow import IMAGE, Flow, flow, operation
from grader.analysis.resolution import (
    CONVOLUTIONS,
    TRANSPOSED,
    Resolution,
    ResolutionStep,
    Stride,
    resolutions,
    steps,
)
from grader.records.graph import Graph


@dataclass(frozen=True)
class Join:
    """An operation that joins a map of the decoder and one of the encoder."""

    node: int
    skips: tuple[int, ...]
    """The sources that come from the encoder."""
    stride: Stride
    is_concatenation: bool
    """Whether it concatenates along the channels."""


@dataclass(frozen=True)
class EncoderDecoder:
    """A graph's flow and the resolution of everything in it.

    If the graph has no decoder, `up`, `bottleneck`, `encoder`, `decoder` and `joins` are empty.
    """

    flow: Flow
    resolutions: dict[int, Resolution]

    @cached_property
    def steps(self) -> tuple[ResolutionStep, ...]:
        """All steps in the order of computation."""
        return tuple(steps(self.flow, self.resolutions))

    @cached_property
    def up(self) -> tuple[ResolutionStep, ...]:
        """The decoder's steps: the steps up that follow a step down."""
        lower = self.flow.descendants(step.node for step in self.steps if step.is_down)
        return tuple(step for step in self.steps if not step.is_down and step.node in lower)

    @cached_property
    def down(self) -> tuple[ResolutionStep, ...]:
        """The steps down that the decoder derives from; all of them if there is no decoder."""
        down = tuple(step for step in self.steps if step.is_down)
        return tuple(step for step in down if step.node in self._body) if self.up else down

    @cached_property
    def bottleneck(self) -> frozenset[int]:
        """The nodes at the lowest resolution."""
        lowest = max((self.resolutions[index].area for index in self._body), default=None)
        return frozenset(index for index in self._body if self.resolutions[index].area == lowest)

    @cached_property
    def encoder(self) -> frozenset[int]:
        """The nodes from the first convolution down to the bottleneck, without the bottleneck."""
        above = (self.flow.ancestors(self.bottleneck) - self.bottleneck) & self._convolved
        return frozenset(index for index in above if self._is_own(index))

    @cached_property
    def decoder(self) -> frozenset[int]:
        """The bottleneck and everything that derives from it."""
        return self.flow.descendants(self.bottleneck)

    @cached_property
    def levels_down(self) -> dict[Stride, Resolution]:
        """The levels that the steps down leave, from the finest."""
        return _levels(step.before for step in self.down if not step.is_fully_connected)

    @cached_property
    def levels_up(self) -> dict[Stride, Resolution]:
        """The levels that the decoder reaches, from the finest."""
        return _levels(step.after for step in self.up if not step.is_fully_connected)

    @cached_property
    def joins(self) -> tuple[Join, ...]:
        """The joins where skips end, in the order of computation."""
        found = (self._join(index) for index in self.flow.sources if index in self.decoder)
        return tuple(join for join in found if join is not None)

    def bypass(self) -> tuple[int, int] | None:
        """Return the edge (source, node) where something bypasses the bottleneck into the decoder, or None.

        The edge is on a path from the image to the output that uses neither the bottleneck nor a skip.
        """
        skips = {(source, join.node) for join in self.joins for source in join.skips}
        path = self.flow.path(avoiding=self.bottleneck, without=skips)
        if not self.bottleneck or path is None:
            return None
        entry = next(place for place, index in enumerate(path) if index in self.decoder)
        return path[entry - 1], path[entry]

    @cached_property
    def _body(self) -> frozenset[int]:
        """The steps up and everything that they derive from."""
        return self.flow.ancestors(step.node for step in self.up)

    @cached_property
    def _convolved(self) -> frozenset[int]:
        return self.flow.descendants(
            index
            for index in self.flow.sources
            if index != IMAGE and operation(self.flow.graph.nodes[index]) in CONVOLUTIONS | TRANSPOSED
        )

    @cached_property
    def _convolved_here(self) -> frozenset[int]:
        """The maps that have passed a convolution since they got their resolution: a pooled map has not."""
        found: set[int] = set()
        for index in self.flow.sources:
            if index == IMAGE:
                continue
            convolution = operation(self.flow.graph.nodes[index]) in CONVOLUTIONS | TRANSPOSED
            if convolution or self._level_with(index, found):
                found.add(index)
        return frozenset(found)

    @cached_property
    def _coarsest(self) -> dict[int, Fraction]:
        """The largest area among each node and everything that it derives from."""
        found: dict[int, Fraction] = {}
        for index, sources in self.flow.sources.items():
            found[index] = max([self.resolutions[index].area, *(found[source] for source in sources)])
        return found

    def _is_own(self, index: int) -> bool:
        """Return whether a node derives from nothing coarser than itself."""
        return self._coarsest[index] == self.resolutions[index].area

    @cached_property
    def _carried(self) -> frozenset[int]:
        """The encoder's maps, and what derives from them at their own resolution and from nothing coarser."""
        found = set(self.encoder & self._convolved_here)
        for index in self.flow.sources:
            if self._is_own(index) and self._level_with(index, found) and not self._is_detached(index):
                found.add(index)
        return frozenset(found - {index for index in found if self._is_detached(index)})

    def _is_detached(self, index: int) -> bool:
        """Whether no gradient flows back through a node: the encoder learns nothing by it."""
        return index != IMAGE and operation(self.flow.graph.nodes[index]) == "detach"

    def detached(self, stride: Stride) -> int | None:
        """Return a map of the encoder that is detached at this resolution; None if none is."""
        found = (index for index in self.flow.sources if self._is_detached(index))
        return next((index for index in found if self.resolutions[index].stride == stride), None)

    def _level_with(self, index: int, nodes: Collection[int]) -> tuple[int, ...]:
        """Return the sources of a node that are among `nodes` and have its resolution."""
        stride = self.resolutions[index].stride
        return tuple(
            source
            for source in self.flow.sources[index]
            if source in nodes and self.resolutions[source].stride == stride
        )

    def _join(self, index: int) -> Join | None:
        skips = self._level_with(index, self._carried)
        if not skips or not self.resolutions[index].is_map:
            return None
        node = self.flow.graph.nodes[index]
        along_channels = operation(node) == "cat" and node.args[1] in (1, 1 - len(node.shapes[0]))
        return Join(index, skips, self.resolutions[index].stride, along_channels)


def encoder_decoder(graph: Graph) -> EncoderDecoder:
    """Read a graph as an encoder and a decoder.

    If the only decoder is a gate, as in a model that returns its input times a mask, the gates are read as
    part of the flow.
    """
    plain = _read(flow(graph))
    if plain.up:
        return plain
    gated = _read(flow(graph, gates=True))
    return gated if gated.up else plain


def _read(found: Flow) -> EncoderDecoder:
    return EncoderDecoder(found, resolutions(found))


def _levels(reached: Iterable[Resolution]) -> dict[Stride, Resolution]:
    ordered = sorted(reached, key=lambda resolution: float(resolution.area))
    return {resolution.stride: resolution for resolution in ordered}
