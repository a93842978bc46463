"""A batch that is killed at any moment goes on where it was, and ends as if nothing had happened."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import psutil
import pytest

from grader.batch.store import Store
from grader.records.report import Report

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
CLASS = ("right_functional.py", "wrong_average_pooling.py", "wrong_exit.py", "wrong_flatten_size.py")
TIMES = 5
"""Each costs a start of the batch: some seconds."""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")


def start(submissions: Path, out: Path) -> subprocess.Popen[bytes]:
    grade = [sys.executable, "-c", "import sys; from grader.cli import main; sys.exit(main())"]
    options = ["-o", str(out), "--no-training", "--jobs", "1", "--lang", "en"]
    return subprocess.Popen(
        [*grade, "batch", "assignment1", str(submissions), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def finish(submissions: Path, out: Path) -> None:
    process = start(submissions, out)
    assert process.wait(timeout=300) == 0


def results(out: Path) -> list[tuple[str, str, Report | None]]:
    """All that the store holds, but for the time that it took."""
    with Store(out) as store:
        return [
            (
                entry.handed.student,
                entry.state,
                entry.report and msgspec.structs.replace(entry.report, seconds=0),
            )
            for entry in store.entries()
        ]


@pytest.mark.slow
def test_a_batch_that_is_killed_again_and_again_ends_as_one_that_is_not(tmp_path: Path) -> None:
    submissions = tmp_path / "submissions"
    submissions.mkdir()
    for name in CLASS:
        shutil.copy(EXAMPLES / name, submissions)
    began = time.monotonic()
    finish(submissions, tmp_path / "undisturbed")
    whole = time.monotonic() - began
    chance = random.Random(0)
    for _ in range(TIMES):
        process = start(submissions, tmp_path / "killed")
        time.sleep(chance.uniform(0, whole))
        family = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        _, alive = psutil.wait_procs(family, timeout=15)
        assert alive == []
    finish(submissions, tmp_path / "killed")
    assert results(tmp_path / "killed") == results(tmp_path / "undisturbed")
