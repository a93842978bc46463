"""Questions about a Graph, answered as plain data."""
