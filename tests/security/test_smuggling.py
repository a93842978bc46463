"""Submissions that smuggle in what they should learn."""

from pathlib import Path

import pytest

from grader import intake
from grader.capture.capture import capture
from grader.capture.verify import trusted
from grader.checks import Failed
from grader.checks.description_length import LEAST_BOUND, within
from grader.records.capture_protocol import Captured
from tests.capture.submissions import job
from tests.hosts import measuring, shared

FOLDER = Path(__file__).parent / "fixtures" / "smuggled"


def arrives(path: Path) -> str:
    """What comes of a model: the reason why it is refused, or what of its numbers it still has."""
    source = intake.read(path)
    (candidate,) = source.candidates
    (outcome,) = trusted(capture(source, (job(candidate, (3, 8, 8)),), shared()), measuring())
    if not isinstance(outcome, Captured):
        return outcome.reason
    try:
        within(outcome.graph, LEAST_BOUND)
    except Failed:
        return "too much to describe"
    carried = [tensor for tensor in outcome.graph.tensors if tensor.values is not None]
    return f"{len(carried)} tensors arrive" if carried else "nothing of them arrives"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_capture_lets_nothing_smuggled_arrive_and_be_trained(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# Expect: ")
    assert arrives(path) == expected
