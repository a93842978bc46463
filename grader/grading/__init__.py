"""From a submission to a report."""

ENTRIES = ("grader.capture.child", "grader.capture.measuring_child", "grader.training.child")
"""What a `Host` must be able to start for `grader.grading.grade.grade`; named without importing torch."""
