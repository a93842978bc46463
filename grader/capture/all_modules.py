"""Find every module of a model, also those that torch does not see. Runs in the child."""

from typing import Any

from torch import nn


def all_modules(model: nn.Module) -> list[nn.Module]:
    """Return a model's modules, and those that are kept in plain lists, tuples and dictionaries."""
    found: list[nn.Module] = []
    seen: set[int] = set()
    waiting: list[Any] = [model]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, nn.Module):
            found.append(each)
            waiting += vars(each).values()
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each
    return found
