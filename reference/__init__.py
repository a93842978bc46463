"""The solutions of the assignments. They are never part of the installed package; their captured Graphs are."""
