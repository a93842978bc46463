"""What a training is made of comes out of its file as it went in."""

from pathlib import Path

import msgspec
import pytest
import torch

from grader.records.assignment import Task
from grader.training.material_file import read_material, write_material
from grader.training.tasks import TASKS
from tests.training.test_unconfined import RECIPE, data


@pytest.mark.parametrize("task", ["classification", "reconstruction", "denoising"])
def test_material_is_mapped_as_it_was_made(task: Task, tmp_path: Path) -> None:
    images = data()
    path = tmp_path / "material.safetensors"
    write_material(images, msgspec.structs.replace(RECIPE, task=task), path)

    found = read_material(str(path), "cpu")

    train, test = (
        each.contiguous(memory_format=torch.channels_last)
        for each in (images.train_images, images.test_images)
    )
    made = TASKS[task].material(train, images.train_labels, test)
    for name in ("inputs", "targets", "questions"):
        assert torch.equal(getattr(found, name), getattr(made, name))
    assert found.inputs.is_contiguous(memory_format=torch.channels_last)
    assert (found.targets is found.inputs) == (task == "reconstruction")
