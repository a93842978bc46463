"""Whose weights are trained, and whether they are trained on and on."""

from collections.abc import Sequence

from grader.analysis.event_questions import (
    models_trained,
    optimizer_passes,
    optimizers_used,
    passes,
    those,
)
from grader.base.text import Text, same
from grader.checks.verdict import Failed
from grader.records.event_log import (
    EventLog,
    OptimizerMade,
    StepTaken,
)
from grader.records.source import Line


def steps_the_model(log: EventLog) -> None:
    """Pass if the optimizers have all weights of the models that are trained."""
    used = optimizers_used(log)
    own_lines = any(event.optimizer is None for event in those(log, StepTaken))
    if own_lines or not used:
        return
    held = {number for optimizer in used for number in optimizer.parameters}
    for model in models_trained(log):
        weights = set(model.parameters)
        if weights and weights.isdisjoint(held):
            raise Failed(
                Text(
                    ko=f"옵티마이저가 가진 가중치는 학습하는 모델({model.kind})의 것이 아닙니다.",
                    en=f"The optimizer's weights are not those of the model that is trained ({model.kind}).",
                ),
                at=_optimizer_lines(used),
            )
        if weights - held:
            raise Failed(
                Text(
                    ko=f"옵티마이저에 모델의 가중치 텐서 {len(weights)}개 가운데 {len(weights & held)}개만"
                    " 들어 있습니다.",
                    en=f"The optimizer has {len(weights & held)} of the model's {len(weights)} weights.",
                ),
                expected=same("model.parameters()"),
                at=_optimizer_lines(used),
            )


def _optimizer_lines(used: list[OptimizerMade]) -> tuple[Line | None, ...]:
    return tuple(dict.fromkeys(event.at for event in used))


def one_training(log: EventLog) -> None:
    """Pass if neither the model nor the optimizer begins anew in every epoch."""
    rounds = passes(log)
    models = [event for event in models_trained(log) if rounds.get(event.number) == 1]
    _must_differ([(event.at, event.kind) for event in models], _MODEL_AGAIN)
    once = {number for number, epochs in optimizer_passes(log).items() if len(epochs) == 1}
    used = [event for event in optimizers_used(log) if event.number in once]
    _must_differ([(event.at, event.parameters) for event in used], _OPTIMIZER_AGAIN)


def _must_differ(made: Sequence[tuple[Line | None, object]], message: Text) -> None:
    again = [each for each in made if made.count(each) > 1]
    if again:
        raise Failed(message, at=(again[0][0],))


_MODEL_AGAIN = Text(ko="에포크마다 모델을 새로 만듭니다.", en="The model is made anew in every epoch.")
_OPTIMIZER_AGAIN = Text(
    ko="학습하는 동안 옵티마이저를 거듭 새로 만들어, 모멘텀 같은 상태가 사라집니다.",
    en="The optimizer is made anew again and again, which loses its state, such as momentum.",
)
