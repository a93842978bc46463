"""Training and evaluation: the modes of the model, and the gradients."""

from grader.analysis.event_questions import evaluations, training_forwards
from grader.base.text import Text, same
from grader.checks.loops.lines import before
from grader.checks.verdict import Failed
from grader.records.event_log import (
    EventLog,
    ModeSet,
)


def modes(log: EventLog) -> None:
    """Pass if the model is in training mode to train, and in evaluation mode to be measured."""
    resting = [event for event in training_forwards(log) if not event.is_training]
    if resting:
        raise Failed(
            Text(
                ko="모델이 평가 모드(eval)인 채로 학습합니다. 드롭아웃과 배치 정규화가 평가 때와 같습니다.",
                en="The model is trained in evaluation mode: dropout and batch norm work as in evaluation.",
            ),
            expected=same("model.train()"),
            at=(resting[0].at, before(log, resting[0], ModeSet)),
        )
    awake = [event for event in evaluations(log) if event.is_training]
    if awake:
        raise Failed(
            Text(
                ko="평가할 때 model.eval()을 부르지 않아 모델이 학습 모드입니다.",
                en="The model is in training mode when it is measured: eval() was not called.",
            ),
            expected=same("model.eval()"),
            at=(awake[0].at,),
        )


def no_gradients(log: EventLog) -> None:
    """Pass if no gradients are prepared where the model is measured."""
    wrong = [event for event in evaluations(log) if event.has_gradient]
    if wrong:
        raise Failed(
            Text(
                ko="평가할 때에도 기울기를 준비합니다. 메모리와 시간이 낭비됩니다.",
                en="Gradients are prepared where the model is only measured, which wastes memory and time.",
            ),
            expected=same("with torch.no_grad():"),
            at=(wrong[0].at,),
        )
