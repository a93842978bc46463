"""Capture models: send the student's code to a child and take back plain data, strictly decoded."""

import time

import msgspec

from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import UNDECODABLE, Child, Ended
from grader.records.capture_protocol import Broken, Captured, Job, Outcome, ProgramText, Request
from grader.records.source import Source

POLICY = Policy()
JOB_SECONDS = 20.0
"""Time to make and trace one model; ResNet-152 takes 3 s on a slow laptop."""
ALL_SECONDS = 300.0
"""Time for all models of one submission, enough for fifteen endless ones. Any that remain are not made."""

ENTRY = "grader.capture.child"
"""The module that the child runs."""

_decoder: msgspec.json.Decoder[Outcome] = msgspec.json.Decoder(Outcome, strict=True)


def capture(
    source: Source, jobs: tuple[Job, ...], host: Host, seconds: float = ALL_SECONDS
) -> tuple[Outcome, ...]:
    """Run the jobs one after another; a job that ends its child affects no other job.

    Args:
        source: the submission, as read by intake.
        jobs: the models to make and trace.
        host: starts the children.
        seconds: time for all jobs.

    Raises:
        StaffError: no child can be started.
    """
    outcomes: list[Outcome] = []
    end = time.monotonic() + seconds
    while len(outcomes) < len(jobs):
        if time.monotonic() > end:
            return (*outcomes, *[Broken("make", "timeout")] * (len(jobs) - len(outcomes)))
        with host.start(ENTRY, POLICY) as child:
            outcomes.extend(_serve(source, jobs[len(outcomes) :], child, end))
    return tuple(outcomes)


def _serve(source: Source, jobs: tuple[Job, ...], child: Child, end: float) -> list[Outcome]:
    """Return the outcomes up to the first job that ends the child."""
    child.wait_until_ready()
    programs = tuple(
        ProgramText(f"<submission {index}>", unit.text) for index, unit in enumerate(source.units)
    )
    child.send(msgspec.json.encode(Request(programs, jobs)))
    outcomes: list[Outcome] = []
    for job in jobs:
        try:
            outcomes.append(as_asked(job, decode(child.result(min(JOB_SECONDS, end - time.monotonic())))))
        except Ended as ended:
            outcomes.append(Broken("make", ended.reason))
            break
    return outcomes


def as_asked(job: Job, outcome: Outcome) -> Outcome:
    """Return an outcome, unless its Graph is called or returns otherwise than the job asks for."""
    if isinstance(outcome, Captured):
        names = tuple(each.name for each in outcome.graph.further)
        if outcome.graph.given != job.given or names != job.returns[1:]:
            return Broken("trace", "invalid")
    return outcome


def decode(line: bytes) -> Outcome:
    """Decode a child's output; anything that is not an outcome becomes the outcome `invalid`."""
    try:
        return _decoder.decode(line)
    except UNDECODABLE:
        return Broken("trace", "invalid")
