"""Ask the log of a loop all questions, and say which of them are answered with a finding."""

from collections.abc import Callable

from grader.capture.rehearsing import done
from grader.checks.loops import (
    accuracy,
    data,
    kept,
    losses,
    modes,
    running,
    schedules,
    settings,
    stepping,
    weights,
)
from grader.checks.verdict import Failed, Finding, Withheld
from grader.records.event_log import EventLog
from grader.records.rehearsal_protocol import Rehearsal
from grader.records.source import Source
from tests.hosts import shared

QUESTIONS: dict[str, Callable[[EventLog], None]] = {
    "runs": running.trains_something,
    "backward": stepping.goes_backward,
    "steps": stepping.steps,
    "zeroes": stepping.zeroes,
    "model": weights.steps_the_model,
    "anew": weights.one_training,
    "data": data.trains_on_training_data,
    "shuffled": data.shuffles,
    "tested": data.tests_on_test_data,
    "modes": modes.modes,
    "no_grad": modes.no_gradients,
    "loss": losses.loss_inputs,
    "accuracy": accuracy.over_all_images,
}
ASKED: dict[str, Callable[[EventLog], None]] = {
    "settings": lambda log: settings.settings(log, {"lr": 0.05, "momentum": 0.9}, "SGD"),
    "epochs": lambda log: settings.epochs(log, 4),
    "schedule": schedules.schedule,
    "kept": kept.keeps_best,
}


def rehearsed(source: Source, wanted: Rehearsal | None = None) -> EventLog:
    """Run a loop, the whole file's unless another is wanted."""
    log = done(source, wanted or Rehearsal(source.order), shared())
    assert isinstance(log, EventLog), log
    return log


def findings(log: EventLog, questions: dict[str, Callable[[EventLog], None]]) -> dict[str, Finding]:
    """The findings by the name of the question; that nobody can tell is one as well."""
    found = {}
    for name, ask in questions.items():
        try:
            ask(log)
        except (Failed, Withheld) as verdict:
            found[name] = verdict.finding
    return found
