"""The images that a model is recorded with: of the data's kind, and noise, which nobody's forward expects."""

import random
from typing import Literal

import numpy as np
import torch

from grader.capture.draws import seed_draws

Probe = Literal["image", "dark", "bright", "noise", "redrawn"]
"""`redrawn` is the first image again, but forward's own random numbers are others."""


def images(probe: Probe, shape: tuple[int, ...]) -> torch.Tensor:
    """Return a batch: numbers from 0 to 1, as of an image's pixels, or noise on both sides of that.

    Noise has a negative mean and sum.
    """
    generator = torch.Generator().manual_seed(0)
    if probe == "noise":
        return 3 * torch.randn(shape, generator=generator) - 1
    pixels = torch.rand(shape, generator=generator)
    return {"dark": pixels * 0.3, "bright": 1 - pixels * 0.3}.get(probe, pixels)


def seed(probe: Probe) -> None:
    """Seed everything that forward may draw from, so that a model is recorded the same way each time."""
    number = 1 if probe == "redrawn" else 0
    seed_draws(number)
    random.seed(number)
    np.random.seed(number)


State = tuple[object, object, bytes]
"""The states of the random numbers of Python, numpy and torch."""


def state() -> State:
    """Return the state of everything that forward may draw from."""
    numbers = np.random.get_state(legacy=False)["state"]
    drawn = numbers["key"].tobytes(), numbers["pos"]
    return random.getstate(), drawn, torch.get_rng_state().numpy().tobytes()


def drew(before: State, *, reads: bool) -> bool:
    """Return whether random numbers may have decided what Python did since then.

    Torch's own are recorded where they are drawn, and decide nothing in Python unless values are read.
    """
    now = state()
    return now[:2] != before[:2] or (reads and now[2] != before[2])
