"""Brief training of a model that the grader rebuilt."""

from grader.training.confined import DeviceTooSmall, train_confined
from grader.training.material_file import write_material
from grader.training.unconfined import train

__all__ = ["DeviceTooSmall", "train", "train_confined", "write_material"]
