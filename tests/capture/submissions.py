"""Runs submissions from a test's text or from a folder in a real child."""

import tempfile
from pathlib import Path

import msgspec

from grader import intake
from grader.capture.capture import capture
from grader.capture.verify import trusted
from grader.confinement.host import Host
from grader.records.capture_protocol import Captured, Job, Outcome
from grader.records.graph import Graph
from grader.records.source import Candidate, Line, Maker, Source, Statement
from tests.hosts import measuring, shared

HEADER = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
"""What the models that stand in tests begin with: three lines."""


def read(text: str) -> Source:
    """Read a script that stands in a test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "submission.py"
        path.write_text(HEADER + text, encoding="utf-8")
        return intake.read(path)


def job(candidate: Candidate, shape: tuple[int, ...]) -> Job:
    """Ask for one candidate."""
    return Job(candidate.statements, candidate.name, candidate.kind, candidate.makers, shape, {})


def run(text: str, shape: tuple[int, ...] = (3, 8, 8), host: Host | None = None) -> dict[str, Outcome]:
    """Run every model of a script in one child; return what came of each, by its name."""
    source = read(text)
    jobs = tuple(job(candidate, shape) for candidate in source.candidates)
    return dict(zip([job.name for job in jobs], capture(source, jobs, host or shared()), strict=True))


def run_one(text: str, shape: tuple[int, ...] = (3, 8, 8), host: Host | None = None) -> Outcome:
    """Run the one model of a script."""
    (outcome,) = run(text, shape, host).values()
    return outcome


def run_files(paths: dict[Path, tuple[str, tuple[int, ...]]]) -> dict[Path, Outcome]:
    """Run one model of each file, all in one child.

    Args:
        paths: the model's name and the input's shape, by file.
    """
    sources = {path: intake.read(path) for path in paths}
    units = tuple(unit for source in sources.values() for unit in source.units)
    jobs: list[Job] = []
    offset = 0
    for path, (name, shape) in paths.items():
        source = sources[path]
        candidate = next(candidate for candidate in source.candidates if candidate.name == name)
        jobs.append(job(_moved(candidate, offset), shape))
        offset += len(source.units)
    outcomes = capture(Source((), units, ()), tuple(jobs), shared())
    return dict(zip(paths, outcomes, strict=True))


def believed(outcome: Outcome) -> Outcome:
    """Return an outcome as the grader takes it over."""
    (found,) = trusted([outcome], measuring())
    return found


def graph_of(outcome: Outcome) -> Graph:
    """Return the Graph of an outcome that must have one."""
    assert isinstance(outcome, Captured), outcome
    return outcome.graph


def _moved(candidate: Candidate, offset: int) -> Candidate:
    """The candidate with its units counted from `offset`."""
    return msgspec.structs.replace(
        candidate,
        statements=_statements(candidate.statements, offset),
        makers=tuple(
            Maker(
                maker.expression,
                _statements(maker.statements, offset),
                Line(maker.at.unit + offset, maker.at.line) if maker.at else None,
            )
            for maker in candidate.makers
        ),
    )


def _statements(statements: tuple[Statement, ...], offset: int) -> tuple[Statement, ...]:
    return tuple(msgspec.structs.replace(each, unit=each.unit + offset) for each in statements)
