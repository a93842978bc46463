"""The library that assignments are written with.

`Assignment` and `Part` define what is handed in, and `rubric` what is checked and for how many points.
`criteria` has the standard criteria, whose functions are in `layer_by_layer`, `forward`, `invariants`,
`unet`, `learning` and similar modules.
"""

from grader.checks.assignment import Assignment, Part
from grader.checks.cases import Batches, Case, WeightedModel
from grader.checks.checked_part import Check
from grader.checks.criterion import Criterion, all_or_nothing
from grader.checks.rubrics import rubric
from grader.checks.verdict import Failed, Share
from grader.records.deadline import Late
from grader.records.signature import lengths, numbers, padding, tokens

__all__ = [
    "Assignment",
    "Batches",
    "Case",
    "Check",
    "Criterion",
    "Failed",
    "Late",
    "Part",
    "Share",
    "WeightedModel",
    "all_or_nothing",
    "lengths",
    "numbers",
    "padding",
    "rubric",
    "tokens",
]
