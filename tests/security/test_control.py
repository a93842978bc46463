"""The attacks that can succeed without harm do succeed without confinement, so they are real."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.security.attacks import FOLDER
from tests.security.world import World

HARMLESS = ("read_secrets", "memory_shared")
RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
import {0}, tools
{0}.Net()
print(json.dumps(tools.tries))
"""


@pytest.mark.parametrize("name", HARMLESS)
def test_confinement_switched_off_lets_an_attack_succeed(name: str, world: World) -> None:
    folder: Path = world.submission(FOLDER / f"{name}.py")
    try:
        said = subprocess.run(
            [sys.executable, "-c", RUN.format(name), str(folder)], capture_output=True, text=True, check=True
        ).stdout
        tries = msgspec.json.decode(said, type=dict[str, str])
        succeeded = [step for step, what in tries.items() if what.startswith("did")]
        assert len(succeeded) > len(tries) / 2, tries
        assert (world.secret in said) == (name == "read_secrets")
    finally:
        (Path("/dev/shm") / world.mark).unlink(missing_ok=True)
