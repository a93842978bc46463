"""A notebook's outputs are skipped, however large they are, and nothing else is."""

import json

import pytest

from grader.intake import notebook_outputs
from grader.intake.notebook_outputs import TooManyOutputs, without_outputs

SOURCE = 'x = {"outputs": [1], "metadata": {}}\n'


def book(outputs: object) -> bytes:
    cell = {"cell_type": "code", "metadata": {"a": [1]}, "outputs": outputs, "source": [SOURCE]}
    return json.dumps({"cells": [cell], "metadata": {"widgets": {"b": 2}}, "nbformat": 4}).encode()


@pytest.mark.parametrize(
    "outputs",
    [[], [{"text": ['a "quoted" ]', "\\"]}], [{"data": {"x": [[[]], {"outputs": [1]}]}}], {"odd": {}}],
)
def test_without_outputs_keeps_the_sources_alone(outputs: object) -> None:
    left = json.loads(without_outputs(book(outputs)))
    assert not left["metadata"]
    (cell,) = left["cells"]
    assert (cell["source"], bool(cell["outputs"]), bool(cell["metadata"])) == ([SOURCE], False, False)


@pytest.mark.parametrize("data", [b"", b"{", b'{"outputs": [', b'{"outputs": ["', b'"\\', b'{"outputs": 3}'])
def test_without_outputs_leaves_broken_text_broken(data: bytes) -> None:
    assert len(without_outputs(data)) <= len(data) + 2


def test_without_outputs_gives_up_on_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook_outputs, "MAX_TOKENS", 1_000)
    assert without_outputs(book([[]] * 100))
    with pytest.raises(TooManyOutputs):
        without_outputs(book([[]] * 1_000))
