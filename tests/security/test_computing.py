"""What a child computes first of all is the same in every tier: it needs no file that a tier hides."""

import pytest
import torch

from grader.capture.measuring import Measuring
from grader.confinement.host import Host
from grader.grading import course

IMAGES = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(0))
PARTS = [("assignment1", "LeNet5"), ("assignment2", "UNetClassifier"), ("assignment3", "SegUNet")]


@pytest.fixture
def fresh(host: Host, monkeypatch: pytest.MonkeyPatch) -> Measuring:
    """What has no child yet, and knows nothing of what others were answered."""
    monkeypatch.setattr(Measuring, "known", {})
    return Measuring(host)


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "model"), PARTS)
def test_measuring_computes_outputs_at_once_in_every_tier(
    assignment: str, model: str, fresh: Measuring
) -> None:
    graph = course.load(assignment).references[model]
    with fresh as measuring:
        outputs = measuring.outputs(graph, IMAGES, 0)
    assert outputs.values.isfinite().all()
    assert outputs.shape[0] == len(IMAGES)


@pytest.mark.slow
def test_measuring_computes_gradients_at_once_in_every_tier(fresh: Measuring) -> None:
    graph = course.load("assignment1").references["LeNet5"]
    with fresh as measuring:
        assert len(measuring.gradients(graph, IMAGES, 0)) == 10
