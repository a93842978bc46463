"""Train a Graph in a process that `grader.confinement` made for it, and that has no test labels.

Standard input brings one line of JSON, a `TrainingJob`; every line of JSON that goes out is a `Said`.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import msgspec
import torch

from grader.capture.replay import NO_MEMORY, UNSUITABLE, Replay
from grader.capture.warm_up import prepare
from grader.records.training_protocol import Abandoned, Answered, Done, Said, TrainingJob, TrainingStep
from grader.training.adversaries import Opponent, against_a_reference
from grader.training.loop import Pass, passes
from grader.training.material_file import read_material
from grader.training.rewriting import pool_first

__all__ = ["main", "prepare"]

TELL_SECONDS = 0.1
"""Minimum time between two reports of progress."""


def main() -> None:
    """Serve one request."""
    _say_line(b"ready")
    request = msgspec.json.decode(sys.stdin.buffer.readline(), type=TrainingJob)
    try:
        _train(request)
    except UNSUITABLE as error:
        print(error, file=sys.stderr)
        _say(Abandoned("memory" if any(words in str(error) for words in NO_MEMORY) else "exception"))
    os._exit(0)


def _train(request: TrainingJob) -> None:
    module = Replay(pool_first(request.graph), request.seed).to(torch.device(request.device))
    if request.device == "cpu":
        module = module.to(memory_format=torch.channels_last)
    train: Callable[..., Iterator[Pass]] = partial(passes, module)
    if request.recipe.against:
        train = partial(against_a_reference, module, _opponent(request))
    found = train(
        request.recipe,
        read_material(request.material, request.device),
        Telling(),
        seed=request.seed,
        input=module.sample,
        batch=request.graph.batch,
    )
    for each in found:
        _say(Answered(each.loss, each.answers.numpy().tobytes()))
    _say(Done())


def _opponent(request: TrainingJob) -> Opponent:
    """Return the reference that the recipe names, with weights drawn from the same seed."""
    assert request.recipe.opponent is not None, "the assignment's part has put the opponent there"
    replay = Replay(pool_first(request.recipe.opponent), request.seed).to(torch.device(request.device))
    return Opponent(replay, replay.sample)


class Telling:
    """Reports the progress of the training now and then."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Report the progress if the last report was `TELL_SECONDS` ago."""
        if time.monotonic() - self._said >= TELL_SECONDS:
            self._said = time.monotonic()
            _say(TrainingStep(done, total))


def _say(said: Said) -> None:
    _say_line(msgspec.json.encode(said))


def _say_line(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
