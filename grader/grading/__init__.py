"""From a submission to a report."""

ENTRIES = ("grader.capture.child", "grader.capture.measuring_child", "grader.training.child")
"""The entries that a `Host` needs for `grader.grading.grade.grade`, named without importing torch."""
REHEARSING = "grader.capture.rehearsal.ahead"
"""One more, for a `Host` whose children rehearse many loops."""
