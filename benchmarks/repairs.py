"""Whether repairs keep their promises: all are followed as they are printed, and graded again.

`python -m benchmarks.repairs [--pairs N] [--triples N] [--seed N] [ASSIGNMENT[:MISTAKE] ...]` follows the
repairs of every mistake in `mistakes.py`, and of N random pairs and triples of them for each assignment,
and prints what became of each.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.page import Row, Section
from benchmarks.setting import Setting
from grader.authoring.mistakes import Mistake, edited, mistakes
from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.checks import Assignment
from grader.confinement.host import Host, choose_tier
from grader.grading import ENTRIES, course
from grader.grading.grade import Listener, grade
from grader.grading.trainer import Settings
from grader.intake import read
from grader.records.repair import Edit, Repair
from grader.records.report import Report
from grader.repairs import ENTRIES as REPAIRING
from grader.repairs.repairing import Repairing
from grader.repairs.text_edits import applied

ASSIGNMENTS = ("assignment0", "assignment1", "assignment2", "assignment3")
CLOSE = 0.02
"""Points by which a promise may be missed."""
SECONDS = 60.0
"""Time to look for the repairs of one submission, so that a busy machine does not change what is found."""
SEED = 0
JOINT = " + "
"""What stands between the names of mistakes that were made at once."""


UNWRITTEN = {
    "mlp_torchvision", "cifar_empty", "cnn_missing", "torchvision_model", "classifier_missing"
}  # fmt: skip
"""Mistakes that leave nothing to repair: there is no model of the student's own, or an empty one."""


@dataclass(frozen=True)
class Followed:
    """What became of a wrong submission whose repairs were made in the order shown."""

    name: str
    lost: float
    promised: float
    kept: tuple[float, ...]
    """The points that each step brought."""
    steps: tuple[float, ...]
    """The points that each step had promised."""

    @property
    def is_written(self) -> bool:
        """Whether all of its models were written by the student."""
        return UNWRITTEN.isdisjoint(self.name.split(JOINT))

    @property
    def outcome(self) -> str:
        """Whether no repair was found, one lowered the score or broke its promise, or what they led to."""
        if not self.steps:
            return "none"
        if min(self.kept) < -CLOSE:
            return "lowered"
        if any(kept < step - CLOSE for kept, step in zip(self.kept, self.steps, strict=True)):
            return "broken promise"
        return "full points" if self.lost - sum(self.kept) <= CLOSE else "more points"


class Follower:
    """Follows repairs of wrong submissions, written to a folder."""

    def __init__(self, host: Host, folder: Path) -> None:
        self._host = host
        self._folder = folder

    def follow(self, task: Assignment, name: str, content: bytes, suffix: str) -> Followed | None:
        """Make the repairs one after another; None if the submission loses nothing without training."""
        before, repairs = self._graded(task, content, suffix)
        lost = _lost(before)
        kept: list[float] = []
        now = _earned(before)
        for repair in repairs:
            content = _made(content, suffix, repair)
            after = _earned(self._graded(task, content, suffix, look=False)[0])
            kept.append(after - now)
            now = after
        if not lost:
            return None
        steps = tuple(repair.gain for repair in repairs)
        return Followed(name, lost, sum(steps), tuple(kept), steps)

    def _graded(
        self, task: Assignment, content: bytes, suffix: str, *, look: bool = True
    ) -> tuple[Report, tuple[Repair, ...]]:
        path = self._folder / f"submission{suffix}"
        path.write_bytes(content)
        source = read(path)
        repairing = Repairing(source, task, self._host, silent, seconds=SECONDS)
        listener = Listener(repairing.part, on_models=repairing.models) if look else Listener()
        report = grade(source, task, Settings(training=False), self._host, silent, listener)
        return report, repairing.found


def _lost(report: Report) -> float:
    """Return the points that checks without training lost."""
    return sum(
        result.points - result.earned
        for part in report.parts
        for result in part.results
        if result.status in ("failed", "partial", "blocked") and result.id.rpartition("_")[2] not in TRAINED
    )


TRAINED = {"accuracy", "psnr", "iou"}
"""The ends of the ids of checks that need a training."""


def _earned(report: Report) -> float:
    return sum(part.counted or 0.0 for part in report.parts)


def _made(content: bytes, suffix: str, repair: Repair) -> bytes:
    """Return a file after a repair."""
    if suffix == ".py":
        return _text(content.decode(), repair.edits).encode()
    notebook = json.loads(content)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, start=1):
        here = [edit for edit in repair.edits if edit.cell == number]
        cell["source"] = _text("".join(cell["source"]), here)
    return json.dumps(notebook).encode()


def _text(text: str, edits: Sequence[Edit]) -> str:
    after = applied(text, edits)
    if after is None:
        raise RuntimeError(f"edits that do not fit: {edits}")
    return after


def _submissions(
    task: Assignment, wanted: str, groups: Mapping[int, int], seed: int
) -> Iterator[tuple[str, Sequence[tuple[str, str]], Path]]:
    """Yield single mistakes, then groups whose edits go together: name, edits and the file to edit."""
    known = [each for each in mistakes(task) if each.edits and wanted in ("", each.name)]
    yield from ((each.name, each.edits, _base(task, each)) for each in known)
    drawn = random.Random(seed)
    for size, number in groups.items():
        for _ in range(number if len(known) >= size else 0):
            group = drawn.sample(known, size)
            if len({each.base for each in group}) == 1:
                edits = [edit for each in group for edit in each.edits]
                yield JOINT.join(each.name for each in group), edits, _base(task, group[0])


def _base(task: Assignment, mistake: Mistake) -> Path:
    return task.here / "examples" / mistake.base


def followed(
    names: Sequence[str], groups: Mapping[int, int], seed: int = SEED
) -> Iterator[tuple[str, Followed]]:
    """Yield what became of each submission, with its assignment's id.

    Args:
        names: assignments, or single mistakes as `assignment1:softmax`.
        groups: how many random groups of mistakes to draw for each assignment, by their size.
        seed: what the groups are drawn with.
    """
    with (
        tempfile.TemporaryDirectory(prefix="repairs-") as folder,
        Host(*ENTRIES, *REPAIRING, tier=choose_tier()) as host,
    ):
        follower = Follower(host, Path(folder))
        for asked in names:
            name, _, mistake = asked.partition(":")
            task = course.load(name)
            for title, edits, base in _submissions(task, mistake, groups, seed):
                try:
                    content = edited(base.read_bytes(), base.suffix, edits)
                except StaffError:  # the two mistakes are in the same place
                    continue
                if (found := follower.follow(task, title, content, base.suffix)) is not None:
                    yield name, found


def measure(setting: Setting) -> Section:
    """Follow the repairs of all mistakes, and of pairs of them."""
    found = list(followed(ASSIGNMENTS, {2: 3, 3: 1} if setting.quick else {2: 12, 3: 8}))
    said = "python -m benchmarks.repairs --pairs 12 --triples 8"
    every = Counter(each.outcome for _, each in found)
    written = [each for _, each in found if each.is_written]
    single, pair, triple = (
        Counter(each.outcome for each in written if each.name.count(JOINT) == joints) for joints in range(3)
    )
    names = [each.name for _, each in found if JOINT not in each.name]
    unwritten = len(UNWRITTEN.intersection(names))
    return Section(
        title="Repairs that keep their promise",
        note="Every mistake of the four assignments, and random pairs and triples: the repairs are made as"
        " they are printed, and each is graded again. Where a model is missing, empty or torchvision's, there"
        " is nothing of the student's to repair, and the upper rows leave it out.",
        rows=[
            Row(
                "mistakes in a model of one's own: repaired to full points",
                _of(single, "full points"),
                said,
                main=True,
            ),
            Row("single mistakes: more points, not all", _of(single, "more points"), said),
            Row("single mistakes: nothing was found that helps", _of(single, "none"), said),
            Row("two mistakes: the steps lead to full points", _of(pair, "full points"), said),
            Row("three mistakes: the steps lead to full points", _of(triple, "full points"), said),
            Row("single mistakes that leave no model to repair", f"{unwritten} of {len(names)}", said),
            Row("repairs that lowered a score", str(every["lowered"]), said),
            Row("repairs that brought less", str(every["broken promise"]), said),
        ],
    )


def _of(outcomes: Counter[str], name: str) -> str:
    return f"{outcomes[name]} of {outcomes.total()}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repairs", description="Follow all repairs.")
    parser.add_argument("names", nargs="*", default=ASSIGNMENTS, help="ASSIGNMENT or ASSIGNMENT:MISTAKE")
    parser.add_argument("--pairs", type=int, default=0, help="how many random pairs for each")
    parser.add_argument("--triples", type=int, default=0, help="how many random triples for each")
    parser.add_argument("--seed", type=int, default=SEED, help="what the groups are drawn with")
    asked = parser.parse_args(arguments)
    tally: Counter[str] = Counter()
    for name, each in followed(asked.names, {2: asked.pairs, 3: asked.triples}, asked.seed):
        tally[each.outcome] += 1
        print(f"{name} {each.name}: {each.outcome}, {each.promised:.2f} of {each.lost:.2f}", flush=True)
    print(msgspec.json.encode(tally).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
