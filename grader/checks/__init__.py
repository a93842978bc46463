"""The library that assignments are written with.

`Assignment`, `Part` and their decorators say what is checked and for how many points; `structure`,
`parameters`, `forward`, `invariants` and `learning` hold the checks that more than one assignment makes.
"""

from grader.checks.authoring import Assignment, Check, Failed, Part, Share
from grader.records.late import Late

__all__ = ["Assignment", "Check", "Failed", "Late", "Part", "Share"]
