"""How a function works: without touching its inputs, without a loop over the batch, the same each time."""

from collections.abc import Callable

from grader.base.text import Text
from grader.checks.code_evidence import CalledCase, CalledCases
from grader.checks.verdict import Failed

SLACK = 1.2
"""How many more steps of Python a batch of twice as many rows may take: a loop takes twice as many."""
FEW = 20
"""Steps that may always come on top."""


def leaves_inputs(trials: CalledCases) -> None:
    """Pass if the inputs are what they were after every call."""
    _must_hold(
        trials,
        lambda each: each.student.unchanged,
        Text(ko="함수가 입력을 바꿉니다.", en="The function changes its inputs."),
        Text(
            ko="+=, 끝에 _가 붙은 연산, x[...] = 대신 새 텐서를 만드십시오.",
            en="Make a new tensor in place of +=, operations that end in _, and x[...] =.",
        ),
    )


def vectorised(trials: CalledCases) -> None:
    """Pass if a batch of twice as many rows takes no more steps of Python.

    Raises:
        Failed: it takes more, or the function fails with so many rows, where the reference does not.
    """
    _must_hold(
        trials,
        lambda each: each.student.larger > 0 or each.expected.larger == 0,
        Text(
            ko="행이 두 배인 배치로 부르면 함수가 실패합니다.",
            en="Called with a batch of twice as many rows, the function fails.",
        ),
        Text(
            ko="배치 크기를 숫자로 적지 말고 x.shape[0]처럼 입력에서 얻으십시오.",
            en="Take the size of the batch from the input, as by x.shape[0], and write no number for it.",
        ),
    )
    _must_hold(
        trials,
        lambda each: each.student.larger <= each.student.operations * SLACK + FEW,
        Text(
            ko="배치를 하나씩 도는 파이썬 반복문이 있습니다. 배치가 커지면 파이썬이 할 일도 늘어납니다.",
            en="It loops over the batch in Python: twice as many rows take more steps.",
        ),
        Text(
            ko="텐서 연산으로 한 번에 계산하십시오.", en="Compute the whole batch by operations on tensors."
        ),
    )


def repeats(trials: CalledCases) -> None:
    """Pass if a second call with the same seed returns the same."""
    _must_hold(
        trials,
        lambda each: each.student.repeated,
        Text(
            ko="같은 시드, 같은 입력으로 다시 부르면 같은 값이 나오지 않습니다.",
            en="Called again with the same seed and the same inputs, it does not return the same.",
        ),
    )


def _must_hold(
    trials: CalledCases, holds: Callable[[CalledCase], bool], message: Text, hint: Text | None = None
) -> None:
    returned = [each for each in trials.trials if each.student.failure is None]
    for each in returned:
        if not holds(each):
            raise Failed(message, hint=hint, at=(trials.found.at,))
