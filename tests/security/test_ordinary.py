"""Confinement allows everything that ordinary models do."""

from pathlib import Path

import pytest

from grader import intake
from grader.capture.capture import capture
from grader.capture.measuring import Measuring
from grader.capture.verify import trusted
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.records.capture_protocol import Captured
from tests.capture.submissions import job

FOLDER = Path(__file__).parent / "fixtures" / "ordinary"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_capture_takes_an_ordinary_model_under_confinement(
    path: Path, confined: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.capture.capture.JOB_SECONDS", 20.0)
    monkeypatch.setattr("grader.capture.capture.POLICY", Policy())
    source = intake.read(path)
    (candidate,) = [each for each in source.candidates if each.name == "Net"]
    with Measuring(confined) as measuring:
        (outcome,) = trusted(capture(source, (job(candidate, (3, 32, 32)),), confined), measuring)
    assert isinstance(outcome, Captured), outcome
