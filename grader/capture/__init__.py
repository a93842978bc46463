"""From a student's code to a Graph, and from a Graph to a trusted module."""
