"""Questions to a Graph, and their answers as plain data."""
