"""A model that runs, and what it is judged by."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property

from grader.analysis.encoder_decoder import encoder_decoder
from grader.analysis.layers import WEIGHTED, Layer, layers, parameters
from grader.records.graph import Graph
from grader.records.source import Line
from grader.repairs.arguments import SETTING
from grader.repairs.layer_settings import settings_of
from grader.repairs.layer_sizes import Sizes
from grader.repairs.student_model import StudentModel

CHOSEN = ("kernel_size", "stride", "padding", "output_padding", "dilation")


class Subject:
    """A model with the assignment's solutions, and the lines that its checks point to.

    Args:
        model: the student's model, which runs.
        solutions: whose layers show which settings are usual.
        output: the size of one output.
        at: the lines that checks point to; empty if they may point to more than they name.
    """

    def __init__(
        self, model: StudentModel, solutions: Sequence[Graph], output: Sizes, at: Collection[Line] = ()
    ) -> None:
        assert model.graph is not None
        self.model = model
        self.graph = model.graph
        self.output = output
        self._solutions = solutions
        self._at = set(at)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The model's layers."""
        return tuple(layers(self.graph))

    @property
    def last(self) -> Layer | None:
        """The last layer with weights."""
        return next((each for each in reversed(self.layers) if each.kind in WEIGHTED), None)

    @cached_property
    def fewest_levels(self) -> int:
        """The number of levels that the solutions go down at least; 0 if there is none."""
        found = (len(encoder_decoder(each).levels_down) for each in self._solutions)
        return min(found, default=0)

    @cached_property
    def usual_parameters(self) -> tuple[int, int]:
        """The least and the greatest number of parameters of a solution."""
        counts = [parameters(each) for each in self._solutions] or [0]
        return min(counts), max(counts)

    def is_pointed_at(self, layer: Layer) -> bool:
        """Return whether a check may point to a layer."""
        return not self._at or bool({layer.made, layer.used} & self._at)

    def usual_settings(self, kind: str) -> dict[str, SETTING]:
        """Return the settings that most layers of a kind have in the solutions."""
        counted: Counter[tuple[tuple[str, SETTING], ...]] = Counter()
        for graph in self._solutions:
            for each in layers(graph):
                if each.kind == kind:
                    own = settings_of(each)
                    counted[tuple((name, own[name]) for name in CHOSEN if name in own)] += 1
        return dict(counted.most_common(1)[0][0]) if counted else {}
