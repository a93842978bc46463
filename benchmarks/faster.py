"""What makes the brief training faster without changing a single bit of its result (`benchmarks.versus`)."""

import statistics

from benchmarks.page import Row, Section
from benchmarks.setting import Setting
from benchmarks.versus import Compared, measured, row, said
from grader.confinement.environment import KEEPING_MEMORY
from grader.grading import course

WAY = "as_written"


def measure(setting: Setting) -> Section:
    """Train each reference as in grading, without rewriting it, and without keeping freed memory."""
    rows = []
    for name in course.names():
        kept, freed = (measured(WAY, name, setting, more) for more in (KEEPING_MEMORY, {}))
        for one, other in zip(kept, freed, strict=True):
            what = f"{name}'s {one.part}"
            rows.append(
                row(f"{what}, to as it is written", one, said(WAY, name, setting, KEEPING_MEMORY)),
            )
            ours, theirs = _seconds(one), _seconds(other)
            words = f"{ours:.2f} s to {theirs:.2f} s: {ours / theirs:.2f}×"
            rows.append(Row(f"{what}, to handing memory back", words, said(WAY, name, setting, {})))
    return Section(
        title="Faster, and the same",
        note="The brief training of each reference as in grading, which pools before a ReLU that only the"
        " pooling reads and keeps the memory that it frees, to the same training without the one or the"
        " other.",
        rows=rows,
    )


def _seconds(found: Compared) -> float:
    return statistics.median(pair.ours[0] for pair in found.pairs)
