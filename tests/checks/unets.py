"""The Graphs of the U-Nets in `fixtures`, captured as for a submission."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from grader import intake
from grader.capture.capture import capture
from grader.capture.verify import trusted
from grader.records.graph import Graph
from tests.capture.submissions import graph_of, job
from tests.hosts import measuring, shared

FIXTURES = Path(__file__).parent / "fixtures"
RIGHT = (
    "Plain", "Helpers", "FourLevels", "OnTheSkip", "Attention", "Residual", "OddSizes", "Padded",
    "VectorBottleneck", "ByInterpolation", "ClassifierByFlattening", "ClassifierByPooling",
    "ClassifierOfBoth", "DownToOnePixel", "PerPixelAttention",
)  # fmt: skip
"""The models of `right_unets.py`; the other classes there are parts of them."""


def graphs(file: str, names: Iterable[str]) -> dict[str, Graph]:
    """Run the named models of a file in one child."""
    source = intake.read(FIXTURES / file)
    candidates = {candidate.name: candidate for candidate in source.candidates}
    jobs = tuple(job(candidates[name], (3, 32, 32)) for name in names)
    outcomes = capture(source, jobs, shared())
    return {each.name: graph_of(it) for each, it in zip(jobs, trusted(outcomes, measuring()), strict=True)}


@cache
def right() -> dict[str, Graph]:
    """The Graphs of the U-Nets that are right."""
    return graphs("right_unets.py", RIGHT)
