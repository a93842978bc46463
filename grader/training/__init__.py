"""The brief training of a model that the grader rebuilt."""

from grader.training.parent import train_confined, write_material
from grader.training.train import train

__all__ = ["train", "train_confined", "write_material"]
