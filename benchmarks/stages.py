"""Where the wall time of one cold submission goes.

`python -m benchmarks.stages FILE ARGUMENT...` runs `grade ARGUMENT...` in this process, and writes into FILE
how long each stage took, in JSON. Time is counted for the innermost stage alone: what is imported while a
model is captured is import.
"""

import builtins
import json
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Run, Words, run
from benchmarks.page import Row, Section
from benchmarks.setting import ASSIGNMENT, SUBMISSION, Setting

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
    """Counts the seconds of stages that lie within each other."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._open = ["rest"]
        self._since = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens within for a stage."""
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
        now = time.perf_counter()
        self.seconds[self._open[-1]] += now - self._since
        self._since = now


def watch(clock: Clock) -> None:
    """Have a clock count the stages; those that import torch are found once they have been imported."""
    from grader.cli.run import Screen
    from grader.intake.parent import Reader
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
        if (
            not found and grade is not None and hasattr(grade, "graphs")
        ):  # its last function: the module is whole
            found = True
            clock.wrap("checks", grade, "grade")
            clock.wrap("capture", grade, "capture")
            clock.wrap("validation", grade, "trusted")
            clock.wrap("data", grade, "load")
            clock.wrap("training", grade.Trainer, "_train")
        return module

    builtins.__import__ = imported


def main(out: Path, arguments: list[str]) -> None:
    """Grade, and write what each stage took."""
    from grader.cli import main as grade

    clock = Clock()
    watch(clock)
    status = grade(arguments)
    out.write_text(json.dumps(clock.seconds), encoding="utf-8")
    sys.exit(status)


def measure(setting: Setting) -> Section:
    """Grade cold a few times; the shares are medians."""
    out = setting.folder / "stages.json"
    arguments: Words = [ASSIGNMENT, SUBMISSION, "--data", setting.given, "--lang", "en"]
    shares: dict[str, list[float]] = {name: [] for name in STAGES}
    for _ in range(setting.few):
        setting.forget()
        done = run(["python", "-m", "benchmarks.stages", out, *arguments], setting.environment())
        for name, seconds in _whole(json.loads(out.read_text(encoding="utf-8")), done).items():
            shares[name].append(seconds / done.seconds)
    return Section(
        title="Where the time goes",
        note="The shares of a cold submission's wall time. The confined process imports torch at the same"
        " time as the command does.",
        rows=[Row(STAGES[name], f"{statistics.median(each):.1%}") for name, each in shares.items()],
    )


def _whole(seconds: dict[str, float], done: Run) -> dict[str, float]:
    """The seconds with the interpreter's start and end."""
    return seconds | {"rest": done.seconds - sum(seconds.values()) + seconds["rest"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
