"""Layers in rare ways: a right one loses nothing, a wrong one something, wherever it is asked for."""

from pathlib import Path

import pytest

from tests.generated.bodies import ASSIGNMENTS, MODELS, uses, written
from tests.generated.idioms import RIGHT, WRONG
from tests.generated.test_generated import graded, lost

ASKED_FOR = {
    "Dense": ("assignment0", "assignment1"),
    "Conv": ("assignment1",),
    "Up": ("assignment2", "assignment3"),
    "act": ("assignment0", "assignment1"),
    "sig": ("assignment0",),
    "pool": ("assignment1",),
    "join": ("assignment2", "assignment3"),
    "begin": ("assignment0", "assignment1"),
    "end": ("assignment0", "assignment1"),
}
"""The assignments that ask for a layer as it is; the others leave some of it to the student."""


@pytest.mark.slow
@pytest.mark.parametrize(("layer", "name"), RIGHT, ids=" ".join)
def test_a_right_layer_loses_nothing_however_it_is_written(layer: str, name: str, tmp_path: Path) -> None:
    for assignment in ASSIGNMENTS:
        if uses(assignment, layer):
            text = written(assignment, {layer: RIGHT[layer, name]})
            found = lost(graded(assignment, text, tmp_path))
            assert not any(found.values()), f"{assignment}: {found}\n\n{text}"


@pytest.mark.slow
@pytest.mark.parametrize(("layer", "name"), WRONG, ids=" ".join)
def test_a_wrong_layer_loses_something_however_it_is_written(layer: str, name: str, tmp_path: Path) -> None:
    for assignment in ASKED_FOR[layer]:
        text = written(assignment, {layer: WRONG[layer, name]})
        found = lost(graded(assignment, text, tmp_path))
        models = zip(ASSIGNMENTS[assignment], found.values(), strict=True)
        free = [model for model, costs in models if f"{layer}(" in _code(layer, model) and not costs]
        assert free == [], f"{assignment}: {found}\n\n{text}"


def _code(layer: str, model: str) -> str:
    return f"{layer}(" if layer in ("begin", "end") else str(MODELS[model])
