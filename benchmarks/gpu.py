"""What a GPU changes (`benchmarks.versus`), measured if there is one."""

import torch

from benchmarks.page import Section
from benchmarks.setting import Setting
from benchmarks.versus import measured, row, said
from grader.grading import course

WAY = "cuda"


def available() -> bool:
    """Return whether there is a GPU."""
    return torch.cuda.is_available()


def measure(setting: Setting) -> Section:
    if not available():
        raise RuntimeError("there is no GPU that PyTorch can use")
    return Section(
        title="On a GPU",
        note="The brief training of each reference on one thread of the CPU, to the one on"
        f" {torch.cuda.get_device_name()}; and how far apart the scores of one seed are at most: shares of"
        " the images that are right, dB of PSNR, or IoU.",
        rows=[
            row(f"{name}'s {each.part}", each, said(WAY, name, setting, {}))
            for name in course.names()
            for each in measured(WAY, name, setting, {})
        ],
    )
