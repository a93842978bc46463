"""Files next to the submission that are named like libraries are never imported as such."""

from pathlib import Path

from grader.confinement.host import Host
from tests.security.attacks import HONEST, computed, run
from tests.security.world import World

BESIDE = Path(__file__).parent / "fixtures" / "beside"


def test_capture_takes_no_file_beside_a_submission_for_a_library(confined: Host, world: World) -> None:
    assert {"torch.py", "grader"} <= {path.name for path in BESIDE.iterdir()}
    assert computed(run(HONEST, world, confined, BESIDE)) == computed(run(HONEST, world, confined))
