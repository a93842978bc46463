"""Grading a whole class: from the files that were handed in to a store of reports."""
