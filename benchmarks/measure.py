"""Measures seconds and memory of a process. Ways run in turns, so that a busy moment affects all alike."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil

BIN = Path(sys.executable).parent
"""The folder of this environment's commands."""
ROOT = Path(__file__).parents[1]
LOOK_SECONDS = 0.5
"""Seconds between two readings of the memory; each reading takes some milliseconds per process."""

Key = TypeVar("Key")
Words = Sequence[str | Path]
"""A command and its arguments."""


@dataclass(frozen=True)
class Run:
    """One run of a command; `memory` is the peak of all its processes in bytes, with shared pages once."""

    seconds: float
    memory: int
    output: str


class Memory(threading.Thread):
    """Watches the memory (proportional set size) of a process and its descendants until stopped."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.peak = 0

    def run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                root = psutil.Process(self._pid)
                family = [root, *root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self.peak = max(self.peak, sum(map(_memory, family)))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0  # it ended in the meantime


def environment(**more: str) -> dict[str, str]:
    """Return an environment with one thread per process, plain text, and these commands first on the path."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    threads = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return os.environ | threads | {"LC_ALL": "C.UTF-8", "COLUMNS": "110", "PATH": path} | more


def run(
    command: Words,
    env: Mapping[str, str],
    *,
    cwd: Path = ROOT,
    right: Sequence[int] = (0,),
    seen: Callable[[str], None] = lambda _line: None,
) -> Run:
    """Run a command of this environment, calling `seen` with every line as it comes.

    Raises:
        RuntimeError: the command ends with a status that is not in `right`.
    """
    first = BIN / command[0]
    start = time.perf_counter()
    with subprocess.Popen(
        [first if first.exists() else command[0], *command[1:]],
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        memory = Memory(process.pid)
        memory.start()
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            seen(line)
        process.wait()
        seconds = time.perf_counter() - start
        memory.stop()
    output = "".join(lines)
    if process.returncode not in right:
        raise RuntimeError(f"{shown(command)} ended with {process.returncode}:\n{output[-2000:]}")
    return Run(seconds, memory.peak, output)


def interleaved(ways: Mapping[Key, Callable[[], Run]], rounds: int) -> dict[Key, list[Run]]:
    """Run all ways in turns for a number of rounds."""
    runs: dict[Key, list[Run]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, once in ways.items():
            runs[way].append(once())
    return runs


def seconds(runs: Sequence[Run]) -> float:
    """Return the median time of the runs, in seconds."""
    return statistics.median(each.seconds for each in runs)


def memory(runs: Sequence[Run]) -> float:
    """Return the median of the runs' peak memory, in GB."""
    return statistics.median(each.memory for each in runs) / 1e9


def ratio(runs: Sequence[Run], of: Sequence[Run]) -> float:
    """Return the median over the rounds of the ratio between the runs' times."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(runs, of, strict=True))


def shown(command: Words) -> str:
    """Return a command as a person would type it, with absolute paths cut to their names."""
    words = (str(word) for word in command)
    return " ".join(Path(word).name if word.startswith("/") else word for word in words)
