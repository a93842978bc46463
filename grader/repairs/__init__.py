"""From a report to repairs: edits of the student's text that were tried, and what each brings."""

ENTRIES = ("grader.repairs.child",)
"""The entries that a `Host` needs for `grader.repairs.search`, named without importing torch."""

SECONDS = 20.0
"""Time for one submission; one with three mistakes takes 1 to 3 s, and longer on a busy machine."""
