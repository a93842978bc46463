"""Notebooks that attack their reader, in each tier."""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade
from grader.confinement.tiers import TIERS, possible
from grader.intake.reader import READ_SECONDS, Reader
from tests.processes import started

MODEL = "from torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return x * 2\n"


def notebook(source: object) -> bytes:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}).encode()


HOSTILE = {
    "nested lists": b'{"cells":' + b"[" * 200_000,
    "nested at the depth that its reader fails at": b'{"cells":' + b"[" * 900 + b"]" * 900 + b"}",
    "nested objects": b'{"a":' * 200_000,
    "24 MB of empty lists": b'{"cells": [' + b"[]," * 8_000_000 + b"[]]}",
    "escapes without an end": b'{"cells": ["' + b'\\"' * 5_000_000,
    "more than is read": b" " * (33 * 2**20),
    "a pickle": b"\x80\x04cposix\nsystem\n(S'true'\ntR.",
    "nested code": notebook("x = " + "(" * 100_000),
    "a long chain": notebook("x = a" + ".b" * 50_000),
    "a schema of its own": b'{"nbformat": 4, "$ref": "file:///etc/passwd", "cells": [{"$ref": "#"}]}',
}


@pytest.fixture(scope="module", params=list(TIERS))
def reading(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Reader, Path]]:
    """A reader of each tier, with the folder that it may read."""
    tier = TIERS[request.param]
    if tier not in possible():
        pytest.skip(f"not run: this machine cannot do {tier.name}")
    if not tier.warm:
        pytest.skip("not run: where nothing can be forked, files are read in the grader's own process")
    folder = tmp_path_factory.mktemp(tier.name)
    with Reader([folder], tier) as reader:
        yield reader, folder


@pytest.mark.parametrize("name", HOSTILE)
def test_reader_refuses_a_hostile_notebook_and_reads_the_next(
    name: str, reading: tuple[Reader, Path]
) -> None:
    reader, folder = reading
    hostile, honest = folder / "hostile.ipynb", folder / "honest.ipynb"
    hostile.write_bytes(HOSTILE[name])
    honest.write_bytes(notebook(MODEL))
    assert [each.name for each in reader.read([honest]).candidates] == ["Net"]
    family = started()

    start = time.monotonic()
    with contextlib.suppress(NothingToGrade):
        assert reader.read([hostile]).candidates == ()
    assert time.monotonic() - start < READ_SECONDS + 5

    assert started() == family
    assert {path.name for path in folder.iterdir()} == {"hostile.ipynb", "honest.ipynb"}
    assert [each.name for each in reader.read([honest]).candidates] == ["Net"]


def test_reader_takes_no_link_out_of_the_folder_for_a_submission(
    reading: tuple[Reader, Path], tmp_path: Path
) -> None:
    reader, folder = reading
    if folder.name.startswith("T3"):
        pytest.skip("not claimed: what reads submissions sees the file system in T3")
    other = tmp_path / "other.ipynb"
    other.write_bytes(notebook(MODEL))
    link = folder / "link.ipynb"
    link.symlink_to(other)
    try:
        assert "link.ipynb" not in {path.name for path in reader.find(folder)}
    finally:
        link.unlink()
