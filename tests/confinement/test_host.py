"""Children on this machine, in every tier that it supports."""

import subprocess
import sys

import psutil
import pytest

from grader.base.errors import StaffError
from grader.capture import capture
from grader.capture.capture import ENTRY
from grader.confinement.host import Host, choose_tier
from grader.confinement.policy import Policy
from grader.confinement.process import Ended
from grader.confinement.tiers import CHOSEN, TIERS, Name, possible
from grader.records.capture_protocol import Broken, Captured
from tests.capture.submissions import run, run_one
from tests.capture.test_child import GOOD, model
from tests.hosts import shared
from tests.processes import started


@pytest.fixture(params=list(TIERS))
def tier(request: pytest.FixtureRequest) -> Name:
    """Each tier; one that this machine cannot do is reported as not run."""
    if TIERS[request.param] not in possible():
        pytest.skip(f"this machine cannot do {request.param}")
    return request.param  # type: ignore[no-any-return]


def test_host_lets_a_submission_be_captured(tier: Name) -> None:
    assert isinstance(run_one(GOOD, host=shared(tier)), Captured)


def test_host_leaves_nothing_when_it_ends(tier: Name) -> None:
    before = started()
    with Host(ENTRY, tier=TIERS[tier]) as host:
        child = host.start(ENTRY, Policy())
        child.wait_until_ready()
        new = started() - before
        assert new
        folder = host.folder
    _, left = psutil.wait_procs(new, timeout=10)
    assert [process for process in left if process.status() != psutil.STATUS_ZOMBIE] == []
    assert not folder.exists()


def test_host_ends_a_child_for_good_and_starts_the_next(tier: Name) -> None:
    host = shared(tier)
    for _ in range(3):
        with host.start(ENTRY, Policy()) as child:
            child.wait_until_ready()
        with pytest.raises(Ended):
            child.result(0.1)
    assert isinstance(run_one(GOOD, host=host), Captured)


HOG = "self.kept = []\n        while True: self.kept.append(torch.ones(5_000_000))"
SWARM = """
        import threading
        while True: threading.Thread(target=threading.Event().wait, daemon=True).start()
""".strip()


@pytest.mark.parametrize(
    ("init", "policy"), [(HOG, Policy(resident=900_000_000)), (SWARM, Policy(threads=40))]
)
def test_host_watches_memory_and_threads(
    init: str, policy: Policy, tier: Name, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "POLICY", policy)
    assert run_one(model(init), host=shared(tier)) == Broken("make", "memory")  # no error of its own


LEAVES = """
        import builtins, os, sys, torch.nn.functional as G
        os.environ["LEFT"] = "behind"
        sys.modules["left"] = sys
        builtins.left = 1
        nn.Linear.forward = G.linear = None
        torch.manual_seed(1234)
        sys.setrecursionlimit(50_000)
""".strip()
FINDS = """
        import builtins, os, sys, torch.nn.functional as G
        found = [os.environ.get("LEFT"), sys.modules.get("left"), getattr(builtins, "left", None)]
        found += [nn.Linear.forward is None, G.linear is None, sys.getrecursionlimit(), torch.initial_seed()]
        raise ValueError(repr(found))
""".strip()


def found(tier: Name) -> str:
    outcome = run_one(model(FINDS), host=shared(tier))
    assert isinstance(outcome, Broken)
    return outcome.message


def test_host_lets_nothing_of_one_submission_reach_the_next(tier: Name) -> None:
    before = found(tier)
    run(model(LEAVES), host=shared(tier))
    assert found(tier) == before
    assert before.startswith("[None, None, None, False, False, 3000")


def test_chosen_is_the_strongest_tier_unless_another_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CHOSEN, raising=False)
    assert choose_tier() == possible()[0]
    monkeypatch.setenv(CHOSEN, "unconfined")
    assert choose_tier() == TIERS["unconfined"]
    monkeypatch.setenv(CHOSEN, "T9")
    with pytest.raises(StaffError, match="T9"):
        choose_tier()


@pytest.mark.skipif(not possible()[0].warm, reason="nothing can be forked here")
def test_host_of_a_killed_grader_leaves_no_warm_process() -> None:
    code = (
        "import time, psutil; from grader.confinement.host import Host;"
        "from grader.confinement.policy import Policy;"
        f"host = Host({ENTRY!r}); child = host.start({ENTRY!r}, Policy()); child.wait_until_ready();"
        "print(*[p.pid for p in psutil.Process().children(recursive=True)], flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout is not None
        family = [psutil.Process(int(pid)) for pid in grader.stdout.readline().split()]
        assert family
        grader.kill()
    gone, left = psutil.wait_procs(family, timeout=20)
    assert (len(gone), left) == (len(family), [])
