"""Properties of any submission, archive and Graph, tried on many of them: see `__main__.py`."""
