"""Frozen records shared by all other packages. No torch."""
