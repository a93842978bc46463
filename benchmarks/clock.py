"""Runs the command and times its stages.

`python -m benchmarks.clock FILE ARGUMENT...` does what `grade ARGUMENT...` does and writes the seconds of
each stage to FILE, as JSON. Time counts only for the innermost stage: an import during a capture counts as
import. Nothing here imports torch before the command does.
"""

import builtins
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STAGES = {
    "import": "import: torch and the grader's modules",
    "intake": "intake: the file read in a confined process, and cut down to its models",
    "capture": "capture: the models run and recorded, once the confined process has imported torch",
    "validation": "validation: the Graphs checked, and tried in a process of their own",
    "checks": "checks: structure, outputs, description",
    "data": "data: the images read",
    "training": "training: the confined process, and the scoring of its answers",
    "report": "report: drawn and written",
    "rest": "the rest: start and end of the processes, command line",
}


class Clock:
    """Counts the seconds of nested stages."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._open = ["rest"]
        self._since = now()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time spent in the block for a stage."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def wrap(self, name: str, owner: Any, attribute: str) -> None:
        """Count a function's time for a stage."""
        function = getattr(owner, attribute)

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        setattr(owner, attribute, timed)

    def _turn(self) -> None:
        now = self._now()
        self.seconds[self._open[-1]] += now - self._since
        self._since = now


def watch(clock: Clock) -> None:
    """Have a clock count the stages; functions in modules that import torch are wrapped after that import."""
    from grader.cli.screen import Screen
    from grader.intake.reader import Reader
    from grader.reports import terminal

    clock.wrap("intake", Reader, "read")
    for shown in ("show", "finish"):
        clock.wrap("report", Screen, shown)
    for drawn in ("part", "training"):
        clock.wrap("report", terminal, drawn)
    plain, main, found = builtins.__import__, threading.main_thread(), False

    def imported(*args: Any, **kwargs: Any) -> Any:
        nonlocal found
        if threading.current_thread() is not main:
            return plain(*args, **kwargs)
        with clock.stage("import"):
            module = plain(*args, **kwargs)
        grade = sys.modules.get("grader.grading.grade")
        if not found and hasattr(grade, "graphs"):  # its last function, so the module is complete
            assert grade is not None
            found = True
            clock.wrap("checks", grade, "grade")
            clock.wrap("capture", grade, "capture")
            clock.wrap("validation", grade, "trusted")
            clock.wrap("data", sys.modules["grader.grading.trainer"], "load")
            clock.wrap("training", grade.Trainer, "_train")
        return module

    builtins.__import__ = imported


def main(out: Path, arguments: list[str]) -> None:
    """Grade, and write the seconds of each stage."""
    clock = Clock()
    with clock.stage("import"):
        from grader.cli import main as grade

        watch(clock)
    status = grade(arguments)
    out.write_text(json.dumps(clock.seconds), encoding="utf-8")
    sys.exit(status)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
