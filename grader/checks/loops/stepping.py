"""One step: gradients are computed, used once, and zeroed."""

from grader.analysis.event_questions import optimizers_of_others, those
from grader.base.text import Text, same
from grader.checks.loops.lines import before, first
from grader.checks.verdict import Failed
from grader.records.event_log import (
    BackwardRun,
    EventLog,
    LossTaken,
    StepTaken,
)


def goes_backward(log: EventLog) -> None:
    """Pass if gradients are computed, and reach the model."""
    backward, losses = those(log, BackwardRun), those(log, LossTaken)
    if not backward:
        raise Failed(
            Text(
                ko="loss.backward()가 없어 기울기를 계산하지 않습니다.",
                en="No gradients are computed: backward() is never called.",
            ),
            at=first(event.at for event in losses),
        )
    dead = [event for event in backward if not event.reached and event.forwards]
    if not any(event.reached for event in backward):
        dead = dead or backward
    if dead:
        raise Failed(
            Text(
                ko="손실의 기울기가 모델의 가중치에 닿지 않습니다.",
                en="The loss's gradient reaches no weight of the model.",
            ),
            hint=Text(
                ko="모델의 출력에 .detach(), .data, .item()을 쓰지 않았는지 확인하십시오.",
                en="Look for .detach(), .data or .item() between the model's output and the loss.",
            ),
            at=first(event.at for event in dead),
        )


def steps(log: EventLog) -> None:
    """Pass if weights are changed after every backward, with the gradients that it computed."""
    backward, taken = those(log, BackwardRun), those(log, StepTaken)
    if not taken:
        raise Failed(
            Text(
                ko="가중치를 바꾸지 않습니다. optimizer.step()이 없습니다.",
                en="No weight ever changes: there is no step().",
            ),
            at=first(event.at for event in backward),
        )
    others = {each.number for each in optimizers_of_others(log)}
    own = [event for event in taken if event.optimizer not in others]
    empty = [event for event in own if not event.gradients and not event.closure]
    if empty:
        raise _empty(log, empty[0])


def _empty(log: EventLog, step: StepTaken) -> Failed:
    """Return the failure of a step without gradients: nothing has computed any, or they were zeroed."""
    before = log.events[: log.events.index(step)]
    if any(isinstance(event, BackwardRun) for event in before):
        message = Text(
            ko="step()을 부를 때 기울기가 모두 0입니다. backward()와 step() 사이에서 지워졌습니다.",
            en="All gradients are zero when step() is called: they were zeroed after backward().",
        )
    else:
        message = Text(
            ko="backward()보다 먼저 step()을 불러, 쓸 기울기가 없습니다.",
            en="step() comes before backward(), when there is no gradient yet.",
        )
    return Failed(
        message,
        expected=same("zero_grad() → backward() → step()"),
        at=(step.at,),
    )


def zeroes(log: EventLog) -> None:
    """Pass if no step uses gradients that an earlier one has used."""
    stale = [event for event in those(log, StepTaken) if event.stale]
    if stale:
        raise Failed(
            Text(
                ko="앞 배치에서 이미 쓴 기울기가 지워지지 않고 더해집니다.",
                en="Gradients that a step has used are not zeroed: those of the next batch are added.",
            ),
            hint=Text(
                ko="배치마다 backward() 전에 optimizer.zero_grad()를 부르십시오.",
                en="Call optimizer.zero_grad() for every batch, before backward().",
            ),
            at=(before(log, stale[0], BackwardRun), stale[0].at),
        )
