"""Examines a machine for what grading needs, and says what to do about what is missing."""

from collections.abc import Iterator

from grader.doctor import machine, places, software
from grader.doctor.finding import Diagnosis

__all__ = ["Diagnosis", "examine"]


def examine() -> Iterator[Diagnosis]:
    """Yield the findings one by one; those that need PyTorch are left out if it is broken."""
    yield software.grader()
    yield software.command()
    yield software.python()
    yield from software.requirements()
    torch = software.torch()
    yield torch
    if torch.state != "bad":
        yield machine.device()
        yield machine.process()
    yield machine.confinement()
    yield places.cache()
    yield places.temporary()
    if torch.state != "bad":
        yield from places.data()
