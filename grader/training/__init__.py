"""The brief training of a model that the grader rebuilt."""

from grader.training.train import train

__all__ = ["train"]
