"""From a report to repairs: edits of the student's text that were tried, and what each brings."""

ENTRIES = ("grader.repairs.child",)
"""The entries that a `Host` needs for `grader.repairs.search`, named without importing torch."""
