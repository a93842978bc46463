"""The weights that are kept."""

from grader.analysis.event_questions import those
from grader.base.text import Text, same
from grader.checks.verdict import Failed
from grader.records.event_log import (
    EventLog,
    StateKept,
    StateRestored,
)


def keeps_best(log: EventLog) -> None:
    """Pass if weights are kept, and what is restored is a copy."""
    restored = those(log, StateRestored)
    aliased = [event for event in restored if event.aliased]
    if aliased:
        raise Failed(
            Text(
                ko="되돌리는 가중치가 복사본이 아니라 모델의 가중치 자체여서, 학습하면서 함께 바뀌었습니다.",
                en="What is restored is no copy, but the model's own weights, which training has changed.",
            ),
            expected=same("copy.deepcopy(model.state_dict())"),
            at=(aliased[0].at,),
        )
    if not restored and not log.cut and not those(log, StateKept):
        raise Failed(
            Text(ko="가장 좋은 가중치를 보관하지 않습니다.", en="The best weights are not kept anywhere.")
        )
