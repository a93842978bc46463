"""An autograder for deep-learning assignments."""

__version__ = "0.1.0"
