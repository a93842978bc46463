"""One function per reader, which must not raise for any bytes.

Exceptions that a reader raises on purpose are caught here; any other one is a bug, and so is a timeout.
"""

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import msgspec
import torch

from grader import intake
from grader.base.errors import NothingToGrade
from grader.batch.unpack import Bounds, unpack_zip
from grader.capture.capture import decode
from grader.capture.replay import UNSUITABLE, Replay
from grader.capture.shapes import shapes_of
from grader.capture.validate import Invalid, validate
from grader.capture.verify import with_shapes
from grader.confinement.tiers import TIERS
from grader.intake.reader import Reader
from grader.intake.syntax import parse
from grader.records.capture_protocol import Captured
from grader.records.graph import Graph
from grader.records.source import Source

SECONDS = 10.0
"""For one input of some kilobytes; none takes one second where nothing else is running."""
FEW = Bounds(files=20, bytes=200_000_000, suffixes=(".py", ".ipynb"))

Target = Callable[[bytes], None]


def script(data: bytes) -> None:
    """A script is read, or refused with a word to the student; its code can be parsed."""
    _read(data, "model.py")


def notebook(data: bytes) -> None:
    """A notebook is read, or refused with a word to the student; its code can be parsed."""
    _read(data, "model.ipynb")


def archive(data: bytes) -> None:
    """A zip is unpacked into its own folder alone, as far as it can be."""
    with tempfile.TemporaryDirectory(dir=_scratch()) as name, _in_time():
        path, out = Path(name, "in", "class.zip"), Path(name, "out")
        path.parent.mkdir()
        path.write_bytes(data)
        with Reader([path.parent], TIERS["unconfined"]) as reader:
            try:
                folder, _ = unpack_zip(path, out, reader, FEW)
            except NothingToGrade:
                folder = out
        assert folder.resolve().is_relative_to(out.resolve())
        assert sorted(each.name for each in Path(name).iterdir()) == (
            ["in", "out"] if out.exists() else ["in"]
        )
        assert [each.name for each in path.parent.iterdir()] == ["class.zip"]
        assert not any(each.is_symlink() for each in out.rglob("*"))


def outcome(data: bytes) -> None:
    """What a child says is an outcome, with a Graph that is validated or refused with a reason."""
    with _in_time():
        found = decode(data)
        if not isinstance(found, Captured):
            return
        assert decode(msgspec.json.encode(found)) == found
        with suppress(Invalid):
            validate(found.graph)


def graph(found: Graph) -> None:
    """A Graph that passes its trial computes, and the shapes that the trial found are those of any batch."""
    with _in_time(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            shaped = with_shapes(found, shapes_of(found))
        except Invalid:
            return
        for size in (found.batch,) if found.batch else (2, 3):
            _compute(Replay(shaped), size)


def _compute(module: Replay, size: int) -> None:
    """Compute it as the grader does: in both modes, with gradients, on a batch that the trial did not see."""
    for training in (True, False):
        x = torch.randn(size, *module.sample, generator=torch.Generator().manual_seed(1))
        try:
            for index, result in module.train(training).steps(x):
                results = result if isinstance(result, list | tuple) else [result]
                sizes = [
                    tuple(each if isinstance(each, int) else each.at(size) for each in shape)
                    for shape in module.graph.nodes[index].shapes
                ]
                assert [tuple(each.shape) for each in results] == sizes
            output = module(x)
            if output.requires_grad:
                output.float().sum().backward()
        except UNSUITABLE:  # such as an index that depends on the data: the child that computes it says so
            return


TARGETS: dict[str, Target] = {
    "script": script,
    "notebook": notebook,
    "archive": archive,
    "outcome": outcome,
}
"""Those that take the bytes of a file, by name; `graph` takes a Graph that was put together."""


def _read(data: bytes, name: str) -> None:
    path = _scratch() / name
    path.write_bytes(data)
    with _in_time():
        try:
            source = intake.read(path)
        except NothingToGrade:
            return
        _check(source)


def _check(source: Source) -> None:
    bodies = [parse(unit.text).body for unit in source.units]
    for unit in source.units:
        assert unit.text.count("\n") == unit.original.count("\n")
    for candidate in source.candidates:
        source.position(candidate.at).text.encode()
        for statements in (candidate.statements, *(maker.statements for maker in candidate.makers)):
            assert all(bodies[statement.unit][statement.index] for statement in statements)
    msgspec.json.encode(source)


@contextmanager
def _in_time() -> Iterator[None]:
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < SECONDS, "it takes too long"


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="fuzzing-")
    _kept.append(folder)
    return Path(folder.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []
