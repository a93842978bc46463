"""The library that assignments are written with.

`Assignment`, `Part` and their decorators say what is checked and for how many points; `structure`,
`parameters`, `forward`, `invariants` and `learning` hold the checks that more than one assignment makes.
"""

from grader.checks.assignment import Assignment, Check, Part
from grader.checks.verdict import Failed, Share
from grader.records.deadline import Late

__all__ = ["Assignment", "Check", "Failed", "Late", "Part", "Share"]
