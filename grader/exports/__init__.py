"""What other systems need to grade with this grader: one file for each, with an `export(…)` function."""
