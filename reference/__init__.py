"""The solutions of the assignments. Only their captured Graphs are installed, never they."""
