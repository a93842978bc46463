"""A stand-in for scikit-learn's `train_test_split`, all that much data code needs of the package."""

import importlib.util
import sys
import types
from collections import defaultdict
from typing import Any

import numpy as np
import torch


def stand_in() -> None:
    """Install it, unless scikit-learn is there."""
    if importlib.util.find_spec("sklearn") is not None:
        return
    selection = types.ModuleType("sklearn.model_selection")
    selection.train_test_split = train_test_split  # type: ignore[attr-defined]
    whole = types.ModuleType("sklearn")
    whole.model_selection = selection  # type: ignore[attr-defined]
    sys.modules.update({"sklearn": whole, "sklearn.model_selection": selection})


def train_test_split(
    *arrays: Any,
    test_size: float | None = None,
    train_size: float | None = None,
    random_state: int | None = None,
    shuffle: bool = True,
    stratify: Any = None,
) -> list[Any]:
    """Split arrays, tensors or lists into two parts each, as scikit-learn's function does."""
    rows = len(arrays[0])
    held_out = _rows(test_size, rows) if test_size is not None else rows - _rows(train_size or 0.75, rows)
    order = np.random.RandomState(random_state).permutation(rows) if shuffle else np.arange(rows)
    if stratify is not None:
        order = _stratified(order, stratify)
    parts = order[: rows - held_out], order[rows - held_out :]
    return [_taken(each, part) for each in arrays for part in parts]


def _rows(size: float, rows: int) -> int:
    return int(np.ceil(size * rows)) if isinstance(size, float) else int(size)


def _stratified(order: Any, labels: Any) -> Any:
    """Return an order that takes each label in turn."""
    found: dict[int, list[int]] = defaultdict(list)
    for index in order:
        found[int(labels[index])].append(int(index))
    turns = [(place / len(each), index) for each in found.values() for place, index in enumerate(each)]
    return np.array([index for _, index in sorted(turns)])


def _taken(values: Any, places: Any) -> Any:
    if isinstance(values, torch.Tensor):
        return values[torch.from_numpy(places)]
    return values[places] if isinstance(values, np.ndarray) else [values[index] for index in places]
