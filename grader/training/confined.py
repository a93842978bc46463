"""The brief training in a process of its own, as the grader sees it: it gets answers, and scores them here.

On a CPU the process is confined as far as the tier goes; one that uses a GPU is bounded in time and memory.
"""

import math
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import safetensors.torch
import torch

from grader.base.progress import Progress
from grader.confinement.host import Host
from grader.confinement.policy import GIB, Policy
from grader.confinement.process import UNDECODABLE, Child, Ended
from grader.datasets import Dataset
from grader.records.assignment import Recipe
from grader.records.graph import Graph
from grader.records.report import Curve
from grader.records.training_protocol import Abandoned, Answered, Done, Said, TrainingJob, TrainingStep
from grader.training.history import History
from grader.training.loop import Pass
from grader.training.tasks import TASKS
from grader.training.unconfined import WHAT

ENTRY = "grader.training.child"
"""What the child runs."""
SILENCE_SECONDS = 60.0
"""Without a word; a step of the largest model that is let in takes a few."""
WHOLE_SECONDS = 600.0
"""For the whole training; the assignments' own take ten."""
RESIDENT = 6 * GIB
"""Memory, in bytes: ResNet-18 with its images takes 1 GB, and the driver of a GPU as much."""

_decoder: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said, strict=True)


class DeviceTooSmall(Exception):  # noqa: N818 - an outcome
    """The device has too little memory for the training."""


def write_material(data: Dataset, path: Path) -> None:
    """Write what a confined training may know of a data set: all but the test labels."""
    tensors = {
        "train_images": data.train_images,
        "train_labels": data.train_labels,
        "test_images": data.test_images,
    }
    safetensors.torch.save_file({name: each.contiguous() for name, each in tensors.items()}, path)


def train_confined(
    graph: Graph,
    recipe: Recipe,
    data: Dataset,
    material: Path,
    host: Host,
    progress: Progress,
    *,
    seed: int,
    device: str = "cpu",
) -> Curve:
    """Train a Graph, its weights drawn from `seed`; the curve says so if it came to no end.

    Args:
        graph: the model.
        recipe: what to train for, and how much.
        data: the images, with the right answers.
        material: what `write_material` made of them.
        host: starts the process.
        progress: told how far it is.
        seed: decides the weights, the order of the images, and dropout.
        device: where to compute.

    Raises:
        DeviceTooSmall: a device other than the CPU has too little memory.
        StaffError: no process can be started.
    """
    history = History(recipe, data, device, seed)
    shape, dtype = TASKS[recipe.task].expected(data)
    size = math.prod(shape) * dtype.itemsize
    policy = Policy(
        readable=(str(material),),
        resident=RESIDENT,
        result_bytes=2 * size + 100_000,
        accelerator=device != "cpu",
    )
    with host.start(ENTRY, policy) as child:
        child.wait_until_ready()
        child.send(msgspec.json.encode(TrainingJob(graph, recipe, str(material), seed, device)))
        try:
            for answered in _listen(child, recipe.epochs, size, progress):
                answers = torch.frombuffer(bytearray(answered.answers), dtype=dtype).reshape(shape)
                history.add(Pass(answered.loss, answers))
        except Ended as end:
            if end.reason == "memory" and device != "cpu":
                raise DeviceTooSmall from None
            return history.curve(stopped=end.reason)
    return history.curve()


def _listen(child: Child, epochs: int, size: int, progress: Progress) -> Iterator[Answered]:
    """Yield the answers, of so many bytes, before the training and after each epoch.

    Raises:
        Ended: the child says nothing, too much, what makes no sense, or that it gives up.
    """
    deadline = time.monotonic() + WHOLE_SECONDS
    left = epochs + 1
    while (rest := deadline - time.monotonic()) > 0:
        said = _decode(child.result(min(SILENCE_SECONDS, rest)))
        if isinstance(said, TrainingStep):
            progress(WHAT, said.done, said.total)
        elif isinstance(said, Done) and left <= epochs:
            return
        elif isinstance(said, Abandoned):
            raise Ended(said.reason)
        elif isinstance(said, Answered) and left and len(said.answers) == size:
            left -= 1
            yield said
        else:
            raise Ended("invalid")
    raise Ended("timeout")


def _decode(line: bytes) -> Said:
    try:
        return _decoder.decode(line)
    except UNDECODABLE:
        raise Ended("invalid") from None
