"""The brief training in its own process, from the grader's side, which gets the answers and scores them.

On a CPU, the process is confined as far as the tier allows; one that uses a GPU only has bounds on time and
memory.
"""

import math
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
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
from grader.training.tasks import task_of
from grader.training.unconfined import WHAT

ENTRY = "grader.training.child"
"""The module that the child runs."""
SILENCE_SECONDS = 60.0
"""Maximum time without output; a step of the largest model that is allowed takes a few seconds."""
WHOLE_SECONDS = 600.0
"""Time for the whole training; those of the assignments' references take ten seconds."""
RESIDENT = 6 * GIB
"""Maximum memory, in bytes; ResNet-18 with its images takes 1 GB, and a GPU's driver another."""

_decoder: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said, strict=True)


class DeviceTooSmall(Exception):  # noqa: N818 - an outcome
    """Raised if the device has too little memory for the training."""


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
    """Train a Graph with weights drawn from `seed`; the curve says if the training did not finish.

    Args:
        graph: the model.
        recipe: the task and the amount of training.
        data: the images and labels.
        material: the file that `write_material` made from the data.
        host: starts the process.
        progress: shows the progress.
        seed: the seed of the weights, the order of the images, and dropout.
        device: the device to train on.

    Raises:
        DeviceTooSmall: a device other than the CPU has too little memory.
        StaffError: no process can be started.
    """
    history = History(recipe, data, device, seed)
    shape, dtype = task_of(recipe).expected(data)
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
    """Yield the answers, each `size` bytes long, before the training and after each epoch.

    Raises:
        Ended: the child's output stops, is too long or invalid, or says that it gives up.
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
