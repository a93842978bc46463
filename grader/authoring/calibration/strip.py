"""Scores as dots on a line of text, the line for full marks between them."""

from collections import Counter
from collections.abc import Sequence

from grader.authoring.calibration.study import Study

WIDTH = 48
DOTS = ".:*"
"""One score, two, and more that fall together."""


def strips(study: Study) -> list[tuple[str, str]]:
    """Return each model with the dots of its scores; a gap parts the wrong ones, the scale comes last."""
    every = [score for each in study.found for score in each.all]
    low, high = min(every), max(every)
    line = study.rule.full if study.rule else None
    lines = [(each.model, strip(each.all, low, high, line)) for each in study.found]
    lines.insert(sum(each.right for each in study.found), ("", strip((), low, high, line)))
    digits = 1 if study.measure == "psnr" else 3
    ends = f"{low:.{digits}f}", f"{high:.{digits}f}"
    return [*lines, ("", f"{ends[0]}{ends[1]:>{WIDTH - len(ends[0])}}")]


def strip(scores: Sequence[float], low: float, high: float, line: float | None) -> str:
    """Draw scores between `low` and `high`."""

    def column(score: float) -> int:
        return round((score - low) / (high - low) * (WIDTH - 1)) if high > low else 0

    counts = Counter(map(column, scores))
    drawn = [DOTS[min(counts[n], len(DOTS)) - 1] if counts[n] else " " for n in range(WIDTH)]
    if line is not None and 0 <= (at := column(line)) < WIDTH and drawn[at] == " ":
        drawn[at] = "|"
    return "".join(drawn).rstrip()
