"""A batch killed at any moment continues where it was and ends as if nothing had happened.

`GRADER_KILLS=20 pytest tests/batch/test_kill.py -s` kills it 20 times and prints what each kill left.
"""

import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import msgspec
import psutil
import pytest

from grader.base.errors import NothingToGrade
from grader.batch.store import NAME, Store
from grader.records.report import Report

EXAMPLES = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
CLASS = ("right_functional.py", "wrong_average_pooling.py", "wrong_exit.py", "wrong_flatten_size.py")
TIMES = int(os.environ.get("GRADER_KILLS", "3"))
"""Each costs a start of the batch: some seconds."""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX's")


def start(submissions: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    grade = [sys.executable, "-c", "import sys; from grader.cli import main; sys.exit(main())"]
    options = ["-o", str(out), "--no-training", "--jobs", "1", "--lang", "en", *more]
    with said(out).open("ab") as errors:
        return subprocess.Popen(
            [*grade, "batch", "assignment1", str(submissions), *options],
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )


def said(out: Path) -> Path:
    """The file with all that the command and its processes say, each time that it runs."""
    return out.with_suffix(".txt")


def finish(submissions: Path, out: Path) -> None:
    process = start(submissions, out)
    assert process.wait(timeout=300) == 0


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill it, and see that all that it started ends as well; return whether it was still running."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.kill()
    status = process.wait()
    _, alive = psutil.wait_procs(family, timeout=15)
    assert alive == []
    assert status in (0, -signal.SIGKILL)
    return status != 0


def states(out: Path) -> str:
    """What a kill left: how many students there are in each state."""
    try:
        with Store(out) as store:
            return str(dict(Counter(entry.state for entry in store.entries())))
    except NothingToGrade:
        return "no store yet"


def results(out: Path) -> list[tuple[object, ...]]:
    """All that the store holds, but for the time that it took."""
    with Store(out):  # takes back what a kill left half-written
        pass
    with closing(sqlite3.connect(out / NAME)) as base:
        rows = base.execute("select * from submissions order by student").fetchall()
        others = [
            base.execute(f"select * from {name}").fetchall() for name in ("about", "unmatched", "trail")
        ]
    found: list[tuple[object, ...]] = []
    for *row, report, message in rows:
        graded = report and msgspec.json.decode(report, type=Report)
        found.append((*row, graded and msgspec.structs.replace(graded, seconds=0), message))
    return [*found, *map(tuple, others)]


@pytest.mark.slow
def test_batch_command_killed_repeatedly_ends_as_if_it_were_not(tmp_path: Path) -> None:
    submissions = tmp_path / "submissions"
    submissions.mkdir()
    for name in CLASS:
        shutil.copy(EXAMPLES / name, submissions)
    began = time.monotonic()
    finish(submissions, tmp_path / "undisturbed")
    whole = time.monotonic() - began
    chance = random.Random(0)
    kills = 0
    for number in itertools.count():
        out = tmp_path / f"killed{number}"
        finished = False
        while not finished and kills < TIMES:
            process = start(submissions, out)
            moment = chance.uniform(0, whole)
            time.sleep(moment)
            finished = not kill(process)
            kills += not finished
            left = "done" if finished else "killed"
            print(f"{number}: {left} after {moment:.1f} of {whole:.1f} s: {states(out)}")
        finish(submissions, out)
        assert results(out) == results(tmp_path / "undisturbed")
        assert "leaked" not in said(out).read_text(encoding="utf-8")
        if kills == TIMES:
            break
