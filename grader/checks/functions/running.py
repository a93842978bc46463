"""Is the function there, and can it be called?"""

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.checks.code_evidence import CodeAttempt
from grader.checks.endings import told
from grader.checks.verdict import Failed, Withheld
from grader.records.capture_protocol import Broken
from grader.records.rehearsal_protocol import Called
from grader.records.source import Defined

BEYOND = {"ModuleNotFoundError", "ImportError", "FileNotFoundError", "PermissionError", "EOFError"}
"""Errors of what the child does not have: packages, files, a keyboard."""


def must_be_written(attempt: CodeAttempt) -> Defined:
    """Return the definition.

    Raises:
        Failed: there is none, or nothing in it yet.
    """
    name, found = attempt.name, attempt.found
    if found is None:
        raise Failed(
            Text(ko=f"{name} 함수를 찾지 못했습니다.", en=f"There is no function {name} in the file."),
            hint=Text(
                ko=f"이름이 {name}인지, 다른 함수 안에 있지 않은지 확인하십시오.",
                en=f"Check that it is called {name}, and that it does not stand inside another function.",
            ),
        )
    method = name.partition(".")[2]
    if not found.written or (method and method not in found.methods):
        raise Failed(
            Text(ko=f"{with_particle(name, '이')} 아직 비어 있습니다.", en=f"{name} is still empty."),
            at=(found.at,),
        )
    return found


def runs(attempt: CodeAttempt) -> None:
    """Pass if the function is written, and returns something in some case."""
    found = must_be_written(attempt)
    if isinstance(attempt.outcome, Broken):
        raise broken(attempt.outcome, found)
    assert isinstance(attempt.outcome, Called)
    failures = [each.failure for each in attempt.outcome.answers if each.failure is not None]
    if len(failures) == len(attempt.outcome.answers):
        raise broken(failures[0], found)


def broken(failure: Broken, found: Defined) -> Failed | Withheld:
    """Return the verdict on a call that did not return."""
    at = failure.lines[-1:] or (found.at,)
    if failure.error in BEYOND:
        return Withheld(
            Text(
                ko=f"채점기에서는 이 줄을 실행할 수 없습니다: {failure.error}",
                en=f"The grader cannot run this line: {failure.error}",
            ),
            at=at,
        )
    if failure.reason == "timeout":
        return Failed(Text(ko="함수가 끝나지 않습니다.", en="The function does not return."), at=at)
    return Failed(
        Text(ko="함수를 부르면 오류가 납니다.", en="Calling the function ends in an error."),
        found=told(failure),
        at=at,
    )
