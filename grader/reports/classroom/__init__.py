"""Reports of a whole class."""
