"""What a training is made of, as a file: written once by the grader, and mapped by each child that trains."""

from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor

from grader.datasets import Dataset
from grader.records.assignment import Recipe
from grader.training.loop import reproducible
from grader.training.tasks import Material, task_of


def write_material(data: Dataset, recipe: Recipe, path: Path) -> None:
    """Write what a confined training may know of a data set: everything except the test labels.

    Images are normalised, or whatever else the recipe's task asks for, and laid out as they are read.
    """
    with reproducible(seed=0):
        material = task_of(recipe).material(
            _channels_last(data.train_images), data.train_labels, _channels_last(data.test_images)
        )
    tensors = {"inputs": material.inputs, "questions": material.questions}
    if material.targets is not material.inputs:
        tensors["targets"] = material.targets
    safetensors.torch.save_file({name: _as_stored(each) for name, each in tensors.items()}, path)


def read_material(path: str, device: str) -> Material:
    """Return what `write_material` has written; on a CPU the file is mapped, and takes no memory twice."""
    found = {name: _as_computed(each, device) for name, each in safetensors.torch.load_file(path).items()}
    return Material(found["inputs"], found.get("targets", found["inputs"]), found["questions"])


def _channels_last(images: Tensor) -> Tensor:
    """Return images with channels last, for speed: LeNet-5 trains in 0.85 of the time, a U-Net in 0.9.

    Other rows stay as they are.
    """
    if images.dim() != 4:
        return images
    return images.contiguous(memory_format=torch.channels_last)


def _as_stored(tensor: Tensor) -> Tensor:
    """Return a tensor whose numbers lie in the file as in memory: a file knows only one layout."""
    return tensor.permute(0, 2, 3, 1).contiguous() if tensor.dim() == 4 else tensor.contiguous()


def _as_computed(stored: Tensor, device: str) -> Tensor:
    tensor = stored.permute(0, 3, 1, 2) if stored.dim() == 4 else stored
    return tensor if device == "cpu" else tensor.to(device).contiguous()
