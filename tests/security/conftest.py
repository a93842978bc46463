"""A host for each tier, shared by its attacks, and the surroundings that they try to reach."""

import sys
import uuid
from collections.abc import Iterator

import pytest

from grader.capture import capture
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.tiers import TIERS, possible
from grader.grading import ENTRIES, REHEARSING
from tests.security.attacks import HONEST, computed, run
from tests.security.world import World, planted

if sys.platform != "linux":
    collect_ignore_glob = ["test_*"]  # the attacks are made of Linux's own system calls

JOB_SECONDS = 3.0
"""The honest model takes 0.1 s in a forked child."""
RESIDENT = 1_000_000_000
"""Importing torch takes 0.4 GB."""


@pytest.fixture(scope="session")
def secret() -> str:
    """What must never come out: in planted files, and in the environment of the grader and of others."""
    return f"secret-{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def world(secret: str) -> Iterator[World]:
    with planted(secret) as world:
        yield world


@pytest.fixture(scope="session", params=list(TIERS))
def host(request: pytest.FixtureRequest, world: World, secret: str) -> Iterator[Host]:
    """A host of each tier; a tier that this machine cannot do is reported as not run."""
    if TIERS[request.param] not in possible():
        pytest.skip(f"not run: this machine cannot do {request.param}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_TEST_SECRET", secret)
        host = Host(*ENTRIES, REHEARSING, shown=[world.shown], tier=TIERS[request.param])
        with host:
            yield host


@pytest.fixture(scope="session")
def honest(host: Host, world: World) -> bytes:
    """What the honest part of every attack computes, captured before any of them."""
    return computed(run(HONEST, world, host))


@pytest.fixture
def confined(host: Host) -> Host:
    """A host that confines."""
    if not host.tier.warm:
        pytest.skip("not run: nothing is claimed without confinement, and a true attack would do harm")
    return host


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less time and memory than the grader gives, so that attacks on them are over soon."""
    monkeypatch.setattr(capture, "JOB_SECONDS", JOB_SECONDS)
    monkeypatch.setattr(capture, "POLICY", Policy(resident=RESIDENT))
