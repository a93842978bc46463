"""The brief training of a model that the grader rebuilt."""

from grader.training.confined import train_confined, write_material
from grader.training.unconfined import train

__all__ = ["train", "train_confined", "write_material"]
