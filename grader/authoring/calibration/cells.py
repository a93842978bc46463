"""The numbers of a study as text cells, for Markdown and for a terminal."""

from collections import Counter
from collections.abc import Sequence

from grader.authoring.calibration.budget import separated
from grader.authoring.calibration.study import Study
from grader.authoring.calibration.thresholds import Proposal, Scores, sds, share
from grader.base.text import Text, same


def header(study: Study) -> list[Text]:
    """Return the column headings of `cells`, without the one for the model's name."""
    names = [Text(ko="평균", en="mean"), Text(ko="표준편차", en="sd")]
    names += [Text(ko="최저", en="least"), Text(ko="최고", en="most")]
    names.append(same(f"mean - {sds(study.false_fail):.2f} sd"))
    if study.rule:
        reached = f"{study.rule.full_from:g}"
        names += [Text(ko=f"{reached} 도달", en=f"{reached} reached"), Text(ko="채점", en="as graded")]
    return names


def cells(study: Study, found: Scores) -> list[str]:
    """Return one model's numbers, and how many of its trainings would get full marks."""
    below = found.mean - sds(study.false_fail) * found.deviation
    numbers = (found.mean, found.deviation, min(found.all), max(found.all), below)
    return [*(f"{number:.3f}" for number in numbers), *_reached(study, found)]


def _reached(study: Study, found: Scores) -> list[str]:
    if study.rule is None:
        return []
    graded = study.graded.get(found.model, ())  # an untrained model is never graded
    return [share(found.all, study.rule.full_from), share(graded, study.rule.full_from)]


def budgets_header() -> list[Text]:
    """Return the column headings of `budget_cells`."""
    return [
        Text(ko="이미지 x 에폭", en="images x epochs"),
        Text(ko="학습 시간", en="a training"),
        Text(ko="평균", en="mean"),
        Text(ko="표준편차", en="sd"),
        Text(ko="만점 기준", en="full marks from"),
        Text(ko="가려낸 틀린 모델", en="wrong models told"),
    ]


def budget_cells(study: Study) -> list[str]:
    """Return the length of a training, the reference's scores, and how many wrong models it separates."""
    reference, line = study.found[0], study.proposal
    return [
        f"{study.images[0]:,} x {study.recipe.epochs}",
        f"{study.seconds:.1f} s",
        f"{reference.mean:.3f}",
        f"{reference.deviation:.3f}",
        f"{line.threshold.full_from:g}" if isinstance(line, Proposal) else "-",
        f"{len(separated(study))}/{len(study.wrong)}",
    ]


# -- strips ---------------------------------------------------------------------------------------------


WIDTH = 48
DOTS = ".:*"
"""Marks for one, two, and three or more scores in one column."""


def strips(study: Study) -> list[tuple[str, str]]:
    """Return each model with its scores as dots; a gap precedes the wrong models, the scale comes last."""
    every = [score for each in study.found for score in each.all]
    low, high = min(every), max(every)
    line = study.rule.full_from if study.rule else None
    lines = [(each.model, strip(each.all, low, high, line)) for each in study.found]
    lines.insert(sum(each.right for each in study.found), ("", strip((), low, high, line)))
    digits = 1 if study.measure == "psnr" else 3
    ends = f"{low:.{digits}f}", f"{high:.{digits}f}"
    return [*lines, ("", f"{ends[0]}{ends[1]:>{WIDTH - len(ends[0])}}")]


def strip(scores: Sequence[float], low: float, high: float, line: float | None) -> str:
    """Draw scores on a scale from `low` to `high`, with the line as a bar."""

    def column(score: float) -> int:
        return round((score - low) / (high - low) * (WIDTH - 1)) if high > low else 0

    counts = Counter(map(column, scores))
    drawn = [DOTS[min(counts[n], len(DOTS)) - 1] if counts[n] else " " for n in range(WIDTH)]
    if line is not None and 0 <= (at := column(line)) < WIDTH and drawn[at] == " ":
        drawn[at] = "|"
    return "".join(drawn).rstrip()
