"""How long one submission of a batch may take: as long as all that it is made of may."""

from grader.capture import capture, measuring
from grader.checks.assignment import Assignment, Part
from grader.intake.reader import READ_SECONDS
from grader.training.confined import WHOLE_SECONDS
from grader.training.curve_cache import PATIENCE

REST_SECONDS = 120.0
"""For what the grader itself does, and for starting all processes on a slow machine."""


def seconds(assignment: Assignment, *, training: bool) -> float:
    """Return the most seconds that grading one submission takes if everything keeps to its bounds."""
    trained = sum(map(_training, assignment.parts)) if training else 0.0
    return READ_SECONDS + capture.ALL_SECONDS + measuring.ALL_SECONDS + trained + REST_SECONDS


def _training(part: Part) -> float:
    """A training of each seed that may be asked for, or waiting until another process has done it."""
    if part.recipe is None:
        return 0.0
    again = max((len(threshold.retry_seeds) for threshold in part.thresholds.values()), default=0)
    return (1 + again) * max(WHOLE_SECONDS, PATIENCE)
