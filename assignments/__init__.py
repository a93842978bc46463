"""The course: one package an assignment. An assignment's own package holds its TITLE, which loads quickly."""
