"""The same training elsewhere: as the PyTorch tutorial does it, and as who executes the notebook."""

import re
import shutil
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import homework
from benchmarks.measure import BIN, Run, run

MOST_EPOCHS = 12
CLASS = 3
"""Submissions that nbgrader grades at once: its own start is shared by them."""
_ACCURACY = re.compile(r"accuracy (\d\.\d+)")


class NotInstalledError(Exception):
    """The command of a peer is not there."""


@dataclass(frozen=True)
class Peer:
    """One other way, made ready; `once` grades, or trains, one submission or several."""

    title: str
    command: str
    once: Callable[[], Run]
    submissions: int = 1


def curve(env: Mapping[str, str]) -> list[float]:
    """Train as the tutorial does; return the test accuracy after each epoch."""
    return _accuracies(run(["python", homework.TUTORIAL], env).output)


def epochs_to(accuracy: float, env: Mapping[str, str], seeds: int) -> tuple[int, float]:
    """The fewest epochs after which the tutorial's mean accuracy is no less, and that accuracy.

    Raises:
        RuntimeError: `MOST_EPOCHS` are not enough.
    """
    curves = [
        curve({**env, "BENCH_EPOCHS": str(MOST_EPOCHS), "BENCH_SEED": str(seed)}) for seed in range(seeds)
    ]
    means = [statistics.mean(each) for each in zip(*curves, strict=True)]
    for epochs, mean in enumerate(means, 1):
        if mean >= accuracy:
            return epochs, mean
    raise RuntimeError(
        f"the tutorial's way reached {max(means):.3f} in {MOST_EPOCHS} epochs, not {accuracy:.3f}"
    )


def script(env: Mapping[str, str]) -> Peer:
    """The tutorial's script, with nothing around it."""
    return Peer(
        "the PyTorch tutorial's script (Dataset, transforms, DataLoader, Adam)",
        "python -m benchmarks.tutorial",
        lambda: _trained(run(["python", homework.TUTORIAL], env)),
    )


def nbconvert(folder: Path, env: Mapping[str, str]) -> Peer:
    """The notebook executed, and nothing tested."""
    _need("jupyter-nbconvert")
    file = homework.write(homework.plain(), folder / "nbconvert" / "tutorial.ipynb")
    command = ["jupyter", "nbconvert", "--execute", "--to", "notebook", "--stdout", file.name]
    return Peer(
        "the notebook executed by nbconvert",
        " ".join(command),
        lambda: _trained(run(command, env, cwd=file.parent)),
    )


def nbgrader(folder: Path, env: Mapping[str, str]) -> Peer:
    """nbgrader, with a few submissions at once."""
    _need("nbgrader")
    course = folder / "nbgrader"
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

    return Peer(f"nbgrader, of {CLASS} at once", " ".join(command), once, CLASS)


PEERS: dict[str, Callable[[Path, Mapping[str, str]], Peer]] = {
    "nbconvert": nbconvert,
    "nbgrader": nbgrader,
}


def _need(command: str) -> None:
    if not (BIN / command).exists():
        raise NotInstalledError(command)


def _accuracies(text: str) -> list[float]:
    return [float(found) for found in _ACCURACY.findall(text)]


def _trained(done: Run) -> Run:
    assert _accuracies(done.output), f"nothing was trained:\n{done.output[-2000:]}"
    return done
