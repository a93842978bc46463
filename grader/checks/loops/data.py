"""Which data a loop trains on, and which it measures with."""

from grader.analysis.event_questions import HELD_OUT, evaluations, idle_passes, those, training_forwards
from grader.base.text import Text, same
from grader.checks.loops.lines import before
from grader.checks.verdict import Failed
from grader.records.event_log import (
    BatchRead,
    EventLog,
    LoaderMade,
)


def trains_on_training_data(log: EventLog) -> None:
    """Pass if no gradient was computed from data that are held out for testing."""
    wrong = [event for event in training_forwards(log) if not HELD_OUT.isdisjoint(event.splits)]
    if wrong:
        raise Failed(
            Text(
                ko="시험용 데이터로 학습합니다.",
                en="The training uses data that are held out for testing.",
            ),
            at=(before(log, wrong[0], BatchRead), wrong[0].at),
        )


def shuffles(log: EventLog) -> None:
    """Pass if the training data come in another order in every epoch."""
    own = {
        loader
        for event in training_forwards(log)
        for loader in event.loaders
        if HELD_OUT.isdisjoint(event.splits)
    }
    straight = [event for event in those(log, LoaderMade) if event.number in own and not event.shuffled]
    if straight:
        raise Failed(
            Text(ko="학습용 데이터를 섞지 않습니다.", en="The training data are not shuffled."),
            expected=same("shuffle=True"),
            at=(straight[0].at,),
        )


def tests_on_test_data(log: EventLog) -> None:
    """Pass if the model is measured, on data that are held out."""
    found = evaluations(log)
    if log.cut or any(not HELD_OUT.isdisjoint(event.splits) for event in found):
        return
    others = idle_passes(log)
    if others:
        raise Failed(
            Text(
                ko="시험용 데이터가 아니라 학습용 데이터로 정확도를 잽니다.",
                en="The model is measured on the training data, and not on the test data.",
            ),
            at=(before(log, others[-1], BatchRead), others[-1].at),
        )
    raise Failed(
        Text(
            ko="시험용 데이터로 모델을 평가하지 않습니다.", en="The model is never measured on the test data."
        )
    )
