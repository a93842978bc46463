"""Frozen records that every other package speaks. No torch here."""
