"""Judge a training loop by its event log.

Every finding is about something that happened, and names the student's line that did it. What the log does
not show is no finding.
"""
