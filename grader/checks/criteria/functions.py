"""The standard criteria for a function: `rubric(accuracy, (2, functions.runs()), (5, functions.values()))`.

Each compares what the student's function returned in the part's cases with what the reference's did.
"""

from dataclasses import replace
from typing import Unpack

from grader.base.text import Text
from grader.checks.code_evidence import CalledCases
from grader.checks.criterion import RUNS, Criterion, OwnWords
from grader.checks.functions import manners, running
from grader.checks.functions import values as comparing
from grader.checks.verdict import Share


def runs(**own: Unpack[OwnWords]) -> Criterion:
    """The function is there, and returns something. This criterion comes first."""
    title = Text(ko="함수 실행", en="The function can be called")
    return replace(Criterion(id=RUNS, title=title, function=running.runs, usually=()), **own)


def values(*cases: str, **own: Unpack[OwnWords]) -> Criterion:
    """The numbers are the reference's, in the cases of these names, or in all."""

    def are_right(trials: CalledCases) -> Share | None:
        return comparing.values(trials, cases)

    title = Text(ko="돌려주는 값", en="It returns the right values")
    return replace(Criterion(id="values", title=title, function=are_right), **own)


def forms(**own: Unpack[OwnWords]) -> Criterion:
    """Every value has the reference's shape and dtype."""
    title = Text(ko="돌려주는 값의 모양과 자료형", en="It returns the right shapes and types")
    return replace(Criterion(id="forms", title=title, function=comparing.forms), **own)


def derivatives(**own: Unpack[OwnWords]) -> Criterion:
    """The gradients with respect to the inputs are the reference's."""
    title = Text(ko="입력에 대한 기울기", en="The gradients with respect to its inputs")
    return replace(Criterion(id="derivatives", title=title, function=comparing.derivatives), **own)


def leaves_inputs(**own: Unpack[OwnWords]) -> Criterion:
    """The inputs stay what they were."""
    title = Text(ko="입력을 바꾸지 않음", en="Its inputs stay what they are")
    return replace(
        Criterion(id="leaves_inputs", title=title, function=manners.leaves_inputs, general=True), **own
    )


def vectorised(**own: Unpack[OwnWords]) -> Criterion:
    """There is no loop over the batch in Python."""
    title = Text(ko="배치를 한 번에 계산", en="No loop over the batch")
    return replace(Criterion(id="vectorised", title=title, function=manners.vectorised, general=True), **own)


def repeats(**own: Unpack[OwnWords]) -> Criterion:
    """The same seed gives the same."""
    title = Text(ko="같은 시드이면 같은 값", en="The same seed, the same values")
    return replace(Criterion(id="repeats", title=title, function=manners.repeats, general=True), **own)
