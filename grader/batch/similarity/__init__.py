"""Which submissions of a class are alike."""
