"""A few test images with a trained model's answers, as small pictures."""

import io
from typing import Final

import torch
from PIL import Image
from torch import Tensor

from grader.datasets import Dataset
from grader.records import assignment
from grader.records.report import Picture, Sample

COUNT = 4
NOT_SHOWN: Final = ("pairs", "generator", "discriminator", "own")
"""Tasks whose answers do not belong to one image each."""
COLOURS = (
    (0, 0, 0), (230, 25, 75), (60, 180, 75), (255, 225, 25), (0, 130, 200), (245, 130, 48), (145, 30, 180),
    (70, 240, 240), (240, 50, 230), (210, 245, 60), (250, 190, 212),
)  # fmt: skip
"""Colours of the classes of pixels, the background first; further classes reuse them in order."""


def samples(task: assignment.Task, data: Dataset, answers: Tensor) -> tuple[Sample, ...]:
    """Return the first test images with the labels and the answers; none of data that cannot be drawn.

    Args:
        task: the task that the model was trained for.
        data: the data set of the images.
        answers: the model's answers to the test images.
    """
    if data.test_images.dim() != 4 or data.test_images.dtype != torch.uint8 or task in NOT_SHOWN:
        return ()
    first = zip(data.test_images[:COUNT], data.test_labels, answers, strict=False)
    return tuple(_sample(task, data.classes, image, label, answer) for image, label, answer in first)


def _sample(
    task: assignment.Task, classes: tuple[str, ...], image: Tensor, label: Tensor, answer: Tensor
) -> Sample:
    shown = _picture(image)
    if task in ("reconstruction", "denoising"):
        return Sample(image=shown, truth=shown, output=_picture(answer))
    if task == "vae":
        made = answer[:-1].reshape(image.shape).clamp(0, 1).mul(255).round().to(torch.uint8)
        return Sample(image=shown, truth=shown, output=_picture(made))
    if task == "segmentation":
        return Sample(image=shown, truth=_painted(label), output=_painted(answer))
    return Sample(image=shown, truth=classes[int(label)], output=_name(classes, int(answer)))


def _name(classes: tuple[str, ...], index: int) -> str:
    """Return a class's name; a model may have more outputs than there are classes."""
    return classes[index] if 0 <= index < len(classes) else f"#{index}"


def _painted(mask: Tensor) -> Picture:
    colours = torch.tensor(COLOURS, dtype=torch.uint8)
    return _picture(colours[mask.long() % len(colours)].permute(2, 0, 1))


def _picture(pixels: Tensor) -> Picture:
    """Encode a uint8 image (c, h, w) with one or three channels."""
    channels, height, width = pixels.shape
    rgb = pixels.expand(3, height, width) if channels == 1 else pixels
    file = io.BytesIO()
    Image.fromarray(rgb.permute(1, 2, 0).contiguous().numpy()).save(file, "PNG")
    return Picture(width, height, file.getvalue())
