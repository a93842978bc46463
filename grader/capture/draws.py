"""The seed of torch's random numbers on the CPU."""

import torch


def seed_draws(seed: int) -> None:
    """Seed what is drawn on the CPU, where all models are recorded and measured.

    `torch.manual_seed` also seeds every accelerator that there might be, and notes who asked for it: 1 ms.
    """
    torch.default_generator.manual_seed(seed)
