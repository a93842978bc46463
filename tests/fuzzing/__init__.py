"""What must hold for any submission, any archive and any Graph, tried on many: see `__main__.py`."""
