"""What a host needs whose children grade many submissions of one assignment."""

from grader.checks.assignment import Assignment
from grader.checks.code_parts import DataPart, LoopPart
from grader.grading import ENTRIES, REHEARSING


def entries(assignment: Assignment) -> tuple[str, ...]:
    """Return the modules to import once for all children; for loops and data code, what each would import."""
    loops = any(isinstance(part, LoopPart | DataPart) for part in assignment.every_part)
    return (*ENTRIES, REHEARSING) if loops else ENTRIES
