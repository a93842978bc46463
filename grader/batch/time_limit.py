"""How long one submission of a batch may take: the sum of the limits of all its steps."""

from grader.capture import capture, measuring
from grader.checks.assignment import Assignment, Part
from grader.intake.reader import READ_SECONDS
from grader.training.confined import WHOLE_SECONDS
from grader.training.curve_cache import PATIENCE

REST_SECONDS = 120.0
"""Time for the grader's own work, and for starting all processes on a slow machine."""


def seconds(assignment: Assignment, *, training: bool) -> float:
    """Return the maximum seconds for grading one submission if every step keeps to its limit."""
    trained = sum(map(_training, assignment.parts)) if training else 0.0
    return READ_SECONDS + capture.ALL_SECONDS + measuring.ALL_SECONDS + trained + REST_SECONDS


def _training(part: Part) -> float:
    """Return the maximum seconds for training each possible seed, or waiting for another process to do it."""
    if part.recipe is None:
        return 0.0
    again = max((len(threshold.retry_seeds) for threshold in part.thresholds.values()), default=0)
    return (1 + again) * max(WHOLE_SECONDS, PATIENCE)
