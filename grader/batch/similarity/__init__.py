"""Find which submissions of a class are alike."""
