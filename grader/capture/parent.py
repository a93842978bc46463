"""Captures models: sends the student's code to a child and takes back plain data, strictly decoded."""

import msgspec

from grader.capture.process import ADDRESS_SPACE, Child, Ended
from grader.records.capture import Broken, Job, Outcome, Program, Request
from grader.records.source import Source

JOB_SECONDS = 20.0
"""For making and tracing one model; ResNet-152 takes 3 s on a slow laptop."""

_decoder: msgspec.json.Decoder[Outcome] = msgspec.json.Decoder(Outcome, strict=True)


def capture(source: Source, jobs: tuple[Job, ...], child: Child) -> tuple[Outcome, ...]:
    """Run the jobs one after another; a job that ends its child costs itself alone.

    Args:
        source: the submission, as intake read it.
        jobs: the models to make and trace.
        child: a fresh child, perhaps started long before so that it is ready by now.

    Raises:
        StaffError: no child can be started.
    """
    outcomes: list[Outcome] = []
    current = child
    while len(outcomes) < len(jobs):
        try:
            outcomes.extend(_serve(source, jobs[len(outcomes) :], current))
        finally:
            current.end()
        if len(outcomes) < len(jobs):
            current = Child()
    return tuple(outcomes)


def _serve(source: Source, jobs: tuple[Job, ...], child: Child) -> list[Outcome]:
    """The outcomes up to the first job that ends the child."""
    child.wait_until_ready()
    programs = tuple(Program(f"<submission {index}>", unit.text) for index, unit in enumerate(source.units))
    child.send(msgspec.json.encode(Request(programs, jobs, ADDRESS_SPACE)))
    outcomes: list[Outcome] = []
    for _ in jobs:
        try:
            outcomes.append(decode(child.result(JOB_SECONDS)))
        except Ended as end:
            outcomes.append(Broken("make", end.reason))
            break
    return outcomes


def decode(line: bytes) -> Outcome:
    """Decode what a child said; what is no outcome is one of its own: `invalid`."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return Broken("trace", "invalid")
