"""A few test images with what a trained model makes of them, as small pictures."""

import io

import torch
from PIL import Image
from torch import Tensor

from grader.datasets import Dataset
from grader.records import assignment
from grader.records.report import Picture, Sample

COUNT = 4
COLOURS = (
    (0, 0, 0), (230, 25, 75), (60, 180, 75), (255, 225, 25), (0, 130, 200), (245, 130, 48), (145, 30, 180),
    (70, 240, 240), (240, 50, 230), (210, 245, 60), (250, 190, 212),
)  # fmt: skip
"""What classes of pixels are painted in, the background first; more classes begin anew."""


def samples(task: assignment.Task, data: Dataset, outputs: Tensor) -> tuple[Sample, ...]:
    """Return the first test images beside the truth and the outputs.

    Args:
        task: what the model was trained for.
        data: where the images are from.
        outputs: the model's outputs for the first test images.
    """
    pairs = zip(data.test_images, data.test_labels, outputs.cpu(), strict=False)
    return tuple(_sample(task, data.classes, image, label, output) for image, label, output in pairs)


def _sample(
    task: assignment.Task, classes: tuple[str, ...], image: Tensor, label: Tensor, output: Tensor
) -> Sample:
    shown = _picture(image)
    if task == "reconstruction":
        made = torch.nan_to_num(output).clamp(0, 1).mul(255).round().to(torch.uint8)
        return Sample(image=shown, truth=shown, output=_picture(made))
    if task == "segmentation":
        return Sample(image=shown, truth=_painted(label), output=_painted(output.argmax(0)))
    return Sample(image=shown, truth=classes[int(label)], output=classes[int(output.argmax())])


def _painted(mask: Tensor) -> Picture:
    colours = torch.tensor(COLOURS, dtype=torch.uint8)
    return _picture(colours[mask.long() % len(colours)].permute(2, 0, 1))


def _picture(pixels: Tensor) -> Picture:
    """Encode uint8 (c, h, w) of one or three channels."""
    channels, height, width = pixels.shape
    rgb = pixels.expand(3, height, width) if channels == 1 else pixels
    file = io.BytesIO()
    Image.fromarray(rgb.permute(1, 2, 0).contiguous().numpy()).save(file, "PNG")
    return Picture(width, height, file.getvalue())
