"""Reports of what grading found: one file each, with `render(report, lang)`."""
