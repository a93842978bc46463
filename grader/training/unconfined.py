"""The brief training of any module in this process, for comparison with a submission's training."""

import torch
from torch import nn

from grader.base.progress import Progress
from grader.base.text import Text
from grader.datasets import Dataset
from grader.records.assignment import Recipe
from grader.records.report import Curve
from grader.training.history import History
from grader.training.loop import passes, reproducible
from grader.training.tasks import task_of

WHAT = Text(ko="짧게 학습하는 중", en="Training briefly")


def train(
    module: nn.Module,
    recipe: Recipe,
    data: Dataset,
    device: torch.device,
    progress: Progress,
    *,
    seed: int = 0,
    input: tuple[int, ...] | None = None,  # noqa: A002 - what it is called everywhere
    batch: int | None = None,
) -> Curve:
    """Train `module` in place and measure it on the test images before and after every epoch.

    The arguments are those of `grader.training.loop.passes`; `data` are uint8 images and their labels.
    """
    assert not recipe.against, "two models are trained against each other in a child"
    history = History(recipe, data, device.type, seed)
    module.to(device)
    tensors = [each.to(device) for each in (data.train_images, data.train_labels, data.test_images)]
    with reproducible(seed):
        material = task_of(recipe).material(*tensors)

    def tell(done: int, total: int) -> None:
        progress(WHAT, done, total)

    found = passes(module, recipe, material, tell, seed=seed, input=input, batch=batch)
    return history.add_all(found).curve()
