"""The schedule of the learning rate."""

from grader.analysis.event_questions import passes, those
from grader.base.text import Text, same
from grader.checks.verdict import Failed
from grader.records.event_log import (
    EventLog,
    SchedulerMade,
    ScheduleStepped,
)

EVERY_BATCH = {
    "OneCycleLR",
    "CyclicLR",
    "CosineAnnealingWarmRestarts",
    "LambdaLR",
    "SequentialLR",
    "ChainedScheduler",
}
"""Schedules that may as well be stepped after every batch."""


def schedule(log: EventLog) -> None:
    """Pass if every schedule is stepped once an epoch."""
    made = those(log, SchedulerMade)
    if not made:
        raise Failed(Text(ko="학습률 스케줄러가 없습니다.", en="There is no schedule of the learning rate."))
    rounds = max(passes(log).values(), default=0)
    for each in made:
        stepped = [event for event in those(log, ScheduleStepped) if event.scheduler == each.number]
        if not stepped and not (log.cut and rounds <= 1):
            raise Failed(
                Text(ko="스케줄러의 step()을 부르지 않습니다.", en="The schedule is never stepped."),
                at=(each.at,),
            )
        if each.kind not in EVERY_BATCH and len(stepped) > rounds + 1:
            raise Failed(
                Text(
                    ko="스케줄러의 step()을 에포크마다가 아니라 더 자주 부릅니다.",
                    en="The schedule is stepped more often than once an epoch.",
                ),
                expected=same(f"{rounds}"),
                found=same(f"{len(stepped)}"),
                at=(stepped[0].at,),
            )
