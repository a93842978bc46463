"""From what a whole class handed in to a store of reports."""
