"""What a function returns: its values, their form, and its gradients."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from grader.base.text import Text, same
from grader.checks.code_evidence import CalledCase, CalledCases
from grader.checks.functions.arrays import Leaf, Unreadable, equal, form, gradients, leaves
from grader.checks.functions.running import broken
from grader.checks.verdict import Failed, Finding, Share, Withheld
from grader.records.source import Defined


def values(trials: CalledCases, names: Sequence[str] = ()) -> Share | None:
    """Pass if all numbers are the reference's, in the cases of these names, or in all.

    Returns:
        The share of the cases that are right.
    """
    return _shared(trials, names, _value_finding)


def forms(trials: CalledCases) -> None:
    """Pass if every value has the reference's shape and dtype; a Python number may be an array of one."""
    wrong = [found for each in _returned(trials) if (found := _form_finding(each, trials.found))]
    if wrong:
        raise Failed.of(wrong[0])


def derivatives(trials: CalledCases) -> Share | None:
    """Pass if the gradients are the reference's, in all cases that compare them."""
    wanted = [each.case.name.en for each in trials.trials if each.case.call.gradients]
    return _shared(trials, wanted, _gradient_finding)


Judge = Callable[[CalledCase, Defined], Finding | None]


def _shared(trials: CalledCases, names: Sequence[str], judge: Judge) -> Share | None:
    chosen = [each for each in trials.trials if not names or each.case.name.en in names]
    wrong = [found for each in chosen if (found := _found(each, trials.found, judge))]
    if not wrong:
        return None
    if len(wrong) == len(chosen):
        raise Failed.of(wrong[0])
    return Share(1 - len(wrong) / len(chosen), wrong[0])


def _found(trial: CalledCase, found: Defined, judge: Judge) -> Finding | None:
    failure = trial.student.failure
    if failure is not None:
        verdict = broken(failure, found)
        if isinstance(verdict, Withheld):
            raise verdict
        return _in_case(trial, verdict.finding)
    try:
        return judge(trial, found)
    except Unreadable:
        return _in_case(trial, Finding(message=_UNREADABLE, at=(found.at,)))


_UNREADABLE = Text(ko="돌려준 값을 읽을 수 없습니다.", en="What it returns cannot be read.")


def _in_case(trial: CalledCase, finding: Finding) -> Finding:
    name = trial.case.name
    message = Text(ko=f"[{name.ko}] {finding.message.ko}", en=f"[{name.en}] {finding.message.en}")
    return Finding(
        message=message, expected=finding.expected, found=finding.found, hint=finding.hint, at=finding.at
    )


def _returned(trials: CalledCases) -> Iterator[CalledCase]:
    return (each for each in trials.trials if each.student.failure is None)


def _value_finding(trial: CalledCase, found: Defined) -> Finding | None:
    student, expected = leaves(trial.student), leaves(trial.expected)
    pairs = list(zip_longest(student, expected))
    if all(_same(one, other, trial.case.tolerance) for one, other in pairs):
        return None
    message = Text(ko="돌려준 값이 다릅니다.", en="It returns another value.")
    alike = form(trial.student) == form(trial.expected)
    return _in_case(
        trial,
        Finding(
            message=message,
            expected=None if alike else same(form(trial.expected)),
            found=None if alike else same(form(trial.student)),
            at=(found.at,),
        ),
    )


def _same(one: Leaf | None, other: Leaf | None, tolerance: float) -> bool:
    if one is None or other is None:
        return False
    if one.value is None or other.value is None:
        return one.kind == other.kind
    student = one.value
    if student.numel() == other.value.numel() == 1:
        student = student.reshape(other.value.shape)
    return equal(student, other.value, tolerance)


def _form_finding(trial: CalledCase, found: Defined) -> Finding | None:
    try:
        student, expected = leaves(trial.student), leaves(trial.expected)
    except Unreadable:
        return _in_case(trial, Finding(message=_UNREADABLE, at=(found.at,)))
    if len(student) == len(expected) and all(map(_is_alike, student, expected)):
        return None
    return _in_case(
        trial,
        Finding(
            message=Text(
                ko="돌려준 값의 모양이나 자료형이 다릅니다.", en="What it returns has another shape or type."
            ),
            expected=same(form(trial.expected)),
            found=same(form(trial.student)),
            at=(found.at,),
        ),
    )


_OTHER_FORM = Text(
    ko="돌려준 값의 모양이나 자료형이 다릅니다.", en="What it returns has another shape or type."
)


def _is_alike(student: Leaf, expected: Leaf) -> bool:
    one, other = student.value, expected.value
    if one is None or other is None:
        return student.kind == expected.kind
    if expected.kind in ("float", "int", "bool"):
        return one.numel() == 1
    return student.kind == expected.kind and one.shape == other.shape and one.dtype == other.dtype


def _gradient_finding(trial: CalledCase, found: Defined) -> Finding | None:
    student, expected = gradients(trial.student), gradients(trial.expected)
    if all(
        name in student and equal(student[name], each, trial.case.tolerance)
        for name, each in expected.items()
    ):
        return None
    missing = any(name not in student for name in expected)
    message = (
        Text(ko="입력까지 기울기가 이어지지 않습니다.", en="No gradient reaches its input.")
        if missing
        else Text(
            ko="입력에 대한 기울기가 다릅니다.", en="The gradient with respect to its input is another one."
        )
    )
    return _in_case(trial, Finding(message=message, at=(found.at,)))
