"""A child on a machine that cannot confine it: whatever it starts still ends with it."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from grader.capture.capture import ENTRY
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.tiers import TIERS
from grader.records.capture_protocol import Broken
from tests.capture.submissions import run_one
from tests.capture.test_child import model


def gone(pid: int, seconds: float = 60.0) -> bool:
    """Whether a process ends within some seconds; a zombie that nobody has waited for has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def told(init: str) -> str:
    """What the model's exception says."""
    with Host(ENTRY, tier=TIERS["unconfined"]) as host:
        outcome = run_one(model(init), host=host)
    assert isinstance(outcome, Broken), outcome
    return outcome.message


def test_spawned_child_leaves_no_process_thread_or_folder() -> None:
    leave = """
        import os, subprocess, sys, threading, time
        threading.Thread(target=time.sleep, args=(600,)).start()
        left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
        os.mkdir('left')
        raise ValueError(f'{os.getpid()} {left.pid} {os.getcwd()}')
    """.strip()
    child, left, folder = told(leave).split(" ", 2)
    assert gone(int(child))
    assert gone(int(left))
    assert Path(tempfile.gettempdir()) in Path(folder).parents
    assert not Path(folder).exists()


def test_spawned_child_has_its_detached_process_ended() -> None:
    sleep = "[sys.executable, '-c', 'import time; time.sleep(600)']"
    start = f"import subprocess, sys; print(subprocess.Popen({sleep}, stdout=2).pid)"
    leave = f"""
        import subprocess, sys
        said = subprocess.run([sys.executable, '-c', {start!r}], stdout=subprocess.PIPE, text=True).stdout
        raise ValueError(said)
    """.strip()
    left = int(told(leave))
    try:
        assert gone(left)
    finally:
        if psutil.pid_exists(left):
            psutil.Process(left).kill()


def test_spawned_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import time, psutil; from grader.confinement.host import Host;"
        "from grader.confinement.policy import Policy; from grader.confinement.tiers import TIERS;"
        f"host = Host({ENTRY!r}, tier=TIERS['unconfined']); child = host.start({ENTRY!r}, Policy());"
        "child.wait_until_ready(); print(psutil.Process().children()[0].pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout is not None
        child = int(grader.stdout.readline())
        assert psutil.pid_exists(child)
        grader.kill()
    assert gone(child)


def children() -> set[int]:
    """The processes of this one, those of other tests among them."""
    return {process.pid for process in psutil.Process().children()}


def test_host_starts_the_child_that_it_foresaw() -> None:
    policy = Policy(result_bytes=1_000)
    others = children()
    with Host(ENTRY, tier=TIERS["unconfined"]) as host:
        host.foresee(ENTRY, policy)
        there = children() - others
        child = host.start(ENTRY, policy)
        child.wait_until_ready()
        assert children() - others == there
    assert all(gone(pid) for pid in there)
