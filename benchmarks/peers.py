"""The same training by the peers: the PyTorch tutorial's script, and tools that execute the notebook."""

import json
import math
import re
import shutil
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import homework
from benchmarks.measure import BIN, Run, run

MOST_EPOCHS = 10
CLASS = 2
"""The number of submissions that nbgrader grades at once, sharing its start-up time."""
_ACCURACY = re.compile(r"accuracy (\d\.\d+)")

Environment = Mapping[str, str]


class NotInstalledError(Exception):
    """The command of a peer is not installed."""


@dataclass(frozen=True)
class Peer:
    """A peer that is set up; `once` grades or trains `submissions` submissions."""

    title: str
    command: str
    once: Callable[[], Run]
    submissions: int = 1


def epochs_to(accuracy: float, env: Environment, seeds: int) -> tuple[int, float]:
    """Return the epochs the tutorial needs to be that accurate, and how accurate it then is.

    These are the median and the mean over the seeds. If `MOST_EPOCHS` do not suffice, it is less accurate.
    """
    epochs = {"BENCH_EPOCHS": str(MOST_EPOCHS), "BENCH_ENOUGH": str(accuracy)}
    curves = [_curve({**env, **epochs, "BENCH_SEED": str(seed)}) for seed in range(seeds)]
    needed = math.ceil(statistics.median(map(len, curves)))
    return needed, statistics.mean(curve[:needed][-1] for curve in curves)


def _curve(env: Environment) -> list[float]:
    return _accuracies(run(["python", homework.TUTORIAL], env).output)


def script(_folder: Path, env: Environment) -> Peer:
    """Set up the tutorial's script, with nothing around it."""
    return Peer(
        "the PyTorch tutorial's script (Dataset, transforms, DataLoader, Adam)",
        "python benchmarks/tutorial.py",
        lambda: _trained(run(["python", homework.TUTORIAL], env)),
    )


def nbconvert(folder: Path, env: Environment) -> Peer:
    """Set up nbconvert, which executes the notebook and tests nothing."""
    _need("jupyter-nbconvert")
    file = homework.write(homework.plain(), folder / "nbconvert" / "tutorial.ipynb")
    command = ["jupyter", "nbconvert", "--execute", "--to", "notebook", "--stdout", file.name]
    return Peer(
        "the notebook executed by nbconvert",
        " ".join(command),
        lambda: _trained(run(command, env, cwd=file.parent)),
    )


def nbgrader(folder: Path, env: Environment) -> Peer:
    """Set up nbgrader, with a few submissions at once."""
    _need("nbgrader")
    course = folder / "nbgrader"
    shutil.rmtree(course, ignore_errors=True)
    source = homework.write(homework.for_nbgrader(), course / "source" / "homework" / "tutorial.ipynb")
    run(["nbgrader", "generate_assignment", "homework", "--create"], env, cwd=course)
    for number in range(CLASS):
        homework.write(
            homework.for_nbgrader(), course / "submitted" / f"s{number}" / "homework" / source.name
        )
    command = ["nbgrader", "autograde", "homework", "--create", "--force"]

    def once() -> Run:
        shutil.rmtree(course / "autograded", ignore_errors=True)
        done = run(command, env, cwd=course)
        executed = sorted((course / "autograded").rglob("*.ipynb"))
        assert len(executed) == CLASS, f"nbgrader executed {len(executed)} of {CLASS}:\n{done.output[-2000:]}"
        assert all(_accuracies(file.read_text(encoding="utf-8")) for file in executed)
        return done

    return Peer(f"nbgrader, {CLASS} submissions at once", " ".join(command), once, CLASS)


def otter(folder: Path, env: Environment) -> Peer:
    """Set up Otter; if its last cell does not run, it has no results and says EOFError."""
    _need("otter")
    place = folder / "otter"
    file = homework.write(homework.plain(), place / "tutorial.ipynb")
    zipped = homework.otter_autograder(place / "autograder.zip")
    command = ["otter", "run", "-a", zipped.name, "--no-logo", file.name]

    def once() -> Run:
        done = run(command, env, cwd=place)
        (result,) = (
            test
            for test in json.loads((place / "results.json").read_text(encoding="utf-8"))["tests"]
            if test["name"] == "q1"
        )
        assert result["score"] == 1, f"Otter did not train:\n{done.output[-2000:]}"
        return done

    return Peer("Otter, which executes the notebook", " ".join(command), once)


PEERS: dict[str, Callable[[Path, Environment], Peer]] = {
    "tutorial": script,
    "nbconvert": nbconvert,
    "nbgrader": nbgrader,
    "otter": otter,
}


def _need(command: str) -> None:
    if not (BIN / command).exists():
        raise NotInstalledError(command)


def _accuracies(text: str) -> list[float]:
    return [float(found) for found in _ACCURACY.findall(text)]


def _trained(done: Run) -> Run:
    assert _accuracies(done.output), f"nothing was trained:\n{done.output[-2000:]}"
    return done
