"""The numbers that are asked for: of the optimizer, and of epochs."""

from grader.analysis.event_questions import optimizers_used, passes, those, training_forwards
from grader.base.text import Text, same
from grader.checks.loops.lines import first
from grader.checks.verdict import Failed, Withheld
from grader.records.event_log import (
    BatchRead,
    EventLog,
)
from grader.records.source import Line


def settings(log: EventLog, asked: dict[str, float], kind: str = "") -> None:
    """Pass if every optimizer that steps has the settings that are asked for."""
    for event in optimizers_used(log):
        if kind and event.kind != kind:
            raise Failed(
                Text(ko="다른 옵티마이저를 씁니다.", en="It is another optimizer."),
                expected=same(kind),
                found=same(event.kind),
                at=(event.at,),
            )
        for name, value in asked.items():
            has = event.settings.get(name)
            if has is None or abs(has - value) > 1e-9 * max(1.0, abs(value)):
                raise Failed(
                    Text(ko=f"{name} 값이 다릅니다.", en=f"{name} has another value."),
                    expected=same(f"{name}={value:g}"),
                    found=same(f"{name}={has:g}") if has is not None else Text(ko="없음", en="none"),
                    at=(event.at,),
                )


def epochs(log: EventLog, asked: int, *, may_stop_early: bool = False) -> None:
    """Pass if the training data are gone through as often as is asked for."""
    counts = passes(log)
    if not counts:
        raise Withheld(
            Text(
                ko="DataLoader 없이 학습하여 에포크를 셀 수 없습니다.",
                en="The training uses no DataLoader, so its epochs cannot be counted.",
            )
        )
    for number in counts.values():
        if number == asked or (log.cut and number < asked) or (may_stop_early and number < asked):
            continue
        raise Failed(
            Text(ko="에포크 수가 다릅니다.", en="The number of epochs is another one."),
            expected=same(str(asked)),
            found=same(str(number)),
            at=_training_loop(log),
        )


def _training_loop(log: EventLog) -> tuple[Line | None, ...]:
    own = {loader for event in training_forwards(log) for loader in event.loaders}
    return first(event.at for event in those(log, BatchRead) if event.loader in own)
