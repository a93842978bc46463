"""Rehearse one training loop: at the notebook's top level, or in a function or method that is called."""

import ast
import contextlib
import math
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from grader.capture.draws import seed_draws
from grader.capture.rehearsal import accelerating, data, packages
from grader.capture.rehearsal.arguments import bound
from grader.capture.rehearsal.journal import Enough, Journal
from grader.capture.rehearsal.loaders import Loaders
from grader.capture.rehearsal.loop_arguments import LoopProvider
from grader.capture.rehearsal.watching import Watcher
from grader.capture.student_code import StudentCode
from grader.records.capture_protocol import Broken
from grader.records.event_log import BackwardRun, EventLog, LossTaken, ValueReturned
from grader.records.rehearsal_protocol import Rehearsal
from grader.records.source import Statement

MODULE = "submission"


def rehearse(student: StudentCode, wanted: Rehearsal) -> EventLog:
    """Run a loop, and return what happened."""
    data.stand_in()
    journal = Journal(student.line, wanted.seconds)
    watcher = Watcher(journal)
    packages.stand_in(journal)
    accelerating.stand_in()
    watcher.begin()
    Loaders(journal, watcher).begin()
    seed()
    failure = None
    with watcher.tagging, contextlib.suppress(Enough):
        failure = _run(student, wanted, journal)
    return EventLog(tuple(journal.events), journal.cut, failure, watcher.replaced)


def seed() -> None:
    """Let all random numbers begin with the same."""
    random.seed(0)
    np.random.seed(0)
    seed_draws(0)


def _run(student: StudentCode, wanted: Rehearsal, journal: Journal) -> Broken | None:
    namespace: dict[str, Any] = {"__name__": "__main__" if not wanted.function else MODULE}
    failure = _run_statements(student, wanted.statements, namespace, journal)
    if not wanted.function:
        return failure
    return _call(student, wanted, namespace, journal) or None


def _run_statements(
    student: StudentCode, statements: Sequence[Statement], namespace: dict[str, Any], journal: Journal
) -> Broken | None:
    """Run statements one by one; one that fails and trains nothing is passed over, as a missing file may be.

    Returns the first failure of a statement that trains, or of one that it needs; or the first of all if
    nothing was trained.
    """
    first = None
    lost: dict[str, Broken] = {}
    for statement in statements:
        journal.muted, before = 0, len(journal.events)
        try:
            student.execute((statement,), namespace)
        except (Enough, GeneratorExit):
            raise
        except BaseException as error:  # `exit()` among them
            failure = student.broken("forward", error)
            failure = lost.get(getattr(error, "name", None) or "", failure)
            if _trains(journal, before):
                return failure
            lost |= dict.fromkeys(_bound_by(student.parse(statement)), failure)
            first = first or failure
    return None if _trains(journal, 0) else first


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement defines or imports."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def _trains(journal: Journal, since: int) -> bool:
    return any(isinstance(each, BackwardRun | LossTaken) for each in journal.events[since:])


def _call(
    student: StudentCode, wanted: Rehearsal, namespace: dict[str, Any], journal: Journal
) -> Broken | None:
    journal.muted = 0
    provider = LoopProvider(wanted)
    try:
        owner, _, method = wanted.function.partition(".")
        function = namespace[owner]
        if method:
            args, options = bound(function, wanted.make, provider)
            function = getattr(function(*args, **options), method)
        args, options = bound(function, wanted.arguments, provider)
        result = function(*args, **options)
    except (Enough, GeneratorExit):
        raise
    except BaseException as error:
        return student.broken("forward", error)
    journal.add(ValueReturned(tuple(_numbers(result))[:200], None))
    return None


def _numbers(value: Any, depth: int = 3) -> list[float]:
    """Return the finite numbers in what a function has returned."""
    if isinstance(value, torch.Tensor | np.generic) and getattr(value, "size", 0) != 0 and _is_single(value):
        value = value.item()
    if isinstance(value, int | float) and math.isfinite(value):
        return [float(value)]
    if depth and isinstance(value, list | tuple | dict):
        items = value.values() if isinstance(value, dict) else value
        return [number for item in items for number in _numbers(item, depth - 1)]
    return []


def _is_single(value: Any) -> bool:
    return (value.numel() if isinstance(value, torch.Tensor) else value.size) == 1
