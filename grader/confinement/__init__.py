"""Processes for what is not trusted: warm, confined as far as the machine can, bounded, and always ended."""
