"""What other systems need to grade with this grader: one file each, with `export(…)`."""
