"""What the loss is given."""

from grader.analysis.event_questions import those
from grader.base.text import Text, same
from grader.checks.verdict import Failed
from grader.records.event_log import (
    EventLog,
    ForwardRun,
    LossTaken,
)


def loss_inputs(log: EventLog) -> None:
    """Pass if the loss gets the model's logits first, and the labels second."""
    plain = {event.number for event in those(log, ForwardRun) if not event.probabilities}
    for event in those(log, LossTaken):
        if event.first.is_label or (event.second.is_output and not event.first.is_output):
            raise Failed(
                Text(ko="손실 함수의 두 인자가 바뀌었습니다.", en="The loss's two arguments are swapped."),
                expected=same(f"{event.kind}(logits, labels)"),
                at=(event.at,),
            )
        if event.kind == "cross_entropy" and event.first.probabilities and plain.intersection(event.forwards):
            raise Failed(
                Text(
                    ko="손실 함수가 확률을 받습니다. cross entropy에 든 softmax까지 두 번 적용됩니다.",
                    en="The loss gets probabilities, but cross entropy applies the softmax itself.",
                ),
                expected=Text(ko="모델의 출력(logit) 그대로", en="the model's output as it is: logits"),
                at=(event.at,),
            )
        if event.kind == "nll_loss" and event.first.probabilities:
            raise Failed(
                Text(
                    ko="nll_loss가 확률을 받습니다. 확률의 로그가 있어야 합니다.",
                    en="nll_loss gets probabilities, where it takes their logarithms.",
                ),
                expected=same("log_softmax"),
                at=(event.at,),
            )
