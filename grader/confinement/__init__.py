"""Processes for untrusted work: warm, confined as far as the machine can, bounded, and always ended."""
