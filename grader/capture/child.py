"""Run a student's code for a request, in a process that `grader.confinement` made for it.

Standard input brings one line of JSON, a `Request`. For every job, one line of JSON goes out, a `Captured` or
a `Broken`, through a pipe that is set aside before any student code runs; what the student prints goes to
standard error. The pipe of the request stays open: when it closes, the parent is gone, and this process ends.
"""

import os
import sys
import threading
import types
import warnings
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
import torch

from grader.capture.calling import calls
from grader.capture.draws import seed_draws
from grader.capture.making import run
from grader.capture.missing_packages import stand_in_for_missing
from grader.capture.rehearsal.load import load
from grader.capture.rehearsal.rehearse import rehearse
from grader.capture.student_code import StudentCode
from grader.capture.torch_patches import OnCpu, stand_in
from grader.capture.warm_up import prepare
from grader.capture.watch import watch
from grader.capture.without_people import stand_in_for_people
from grader.records.capture_protocol import Outcome, Request
from grader.records.rehearsal_protocol import Done, Loading, Rehearsal, Work, WorkRequest

__all__ = ["main", "prepare"]


def own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Reserve standard input and output for the request and the results.

    What the student prints goes to standard error, and `input()` finds the end of a file. This also keeps
    `exit()`, which closes standard input, from waiting for the thread that reads the parent's pipe.
    """
    sys.stdout.flush()
    requests, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing, end = os.pipe()
    os.close(end)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, results


def end_with_parent(stream: BinaryIO) -> None:
    """End this process as soon as the parent's side of the stream closes, however the parent ends."""

    def wait() -> None:
        while stream.read(1):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def traced(student: StudentCode, request: Request) -> Iterator[Outcome]:
    """Yield the outcome of every job."""
    watch(student)
    student.precision.stand_in()
    stand_in_for_missing(student.units, lambda unit: student.programs[unit].text)
    seed_draws(0)
    with OnCpu(), student.precision:
        for job in request.jobs:
            yield run(student, job)


def worked(student: StudentCode, request: WorkRequest) -> Iterator[Done]:
    """Yield what has become of a function or a training loop."""
    stand_in_for_missing(student.units, lambda unit: student.programs[unit].text)
    with OnCpu():
        yield _worked(student, request.work)


def _worked(student: StudentCode, work: Work) -> Done:
    if isinstance(work, Rehearsal):
        return rehearse(student, work)
    if isinstance(work, Loading):
        return load(student, work)
    return calls(student, work)


def main() -> None:
    """Serve one request."""
    requests, results = own_channels()
    torch.backends.mha.set_fastpath_enabled(False)  # it would use another operation in eval mode
    warnings.simplefilter("ignore")
    results.write(b"ready\n")
    results.flush()
    request = msgspec.json.decode(requests.readline(), type=Request | WorkRequest)
    end_with_parent(requests)
    sys.modules["submission"] = types.ModuleType("submission")
    sys.setrecursionlimit(3000)
    student = StudentCode(request.programs)
    stand_in()
    stand_in_for_people()
    for outcome in traced(student, request) if isinstance(request, Request) else worked(student, request):
        results.write(msgspec.json.encode(outcome) + b"\n")
        results.flush()
    results.close()
    os._exit(0)  # skips the student's atexit handlers and threads
