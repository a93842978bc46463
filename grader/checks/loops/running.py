"""Does the training loop run at all?"""

from grader.analysis.event_questions import those
from grader.base.text import Text
from grader.checks.code_evidence import CodeAttempt
from grader.checks.endings import told
from grader.checks.functions.running import must_be_written
from grader.checks.verdict import Failed, Withheld
from grader.records.capture_protocol import Broken
from grader.records.event_log import BackwardRun, EventLog, LossTaken

BEYOND = {
    "ModuleNotFoundError", "ImportError", "FileNotFoundError", "PermissionError", "OSError", "EOFError",
    "URLError", "ConnectionError", "gaierror", "RuntimeError: Dataset not found", "UnwatchedError",
}  # fmt: skip
"""Errors of what a rehearsal does not have: packages, files, the network, a keyboard, ways to watch."""


def runs(attempt: CodeAttempt) -> None:
    """Pass if the loop is there, runs, and computes a loss."""
    if attempt.name:
        must_be_written(attempt)
    if isinstance(attempt.outcome, Broken):
        raise _broken(attempt.outcome)
    assert isinstance(attempt.outcome, EventLog)
    trains_something(attempt.outcome)


def trains_something(log: EventLog) -> None:
    """Pass if the loop runs, and computes a loss."""
    if log.replaced:
        raise Withheld(_REPLACED)
    if log.failure is not None:
        raise _broken(log.failure)
    if not those(log, LossTaken) and not those(log, BackwardRun):
        raise Failed(
            Text(
                ko="학습 반복문이 아무것도 학습하지 않았습니다.",
                en="No training loop ran: no loss was computed.",
            ),
            hint=Text(
                ko="학습 코드가 주석 처리되어 있거나 함수만 정의하고 부르지 않았는지 확인하십시오.",
                en="Check that the training is not commented out, and that a function with it is called.",
            ),
        )


_REPLACED = Text(
    ko="학습 코드가 torch의 함수를 바꾸어 놓아 무엇을 하는지 지켜볼 수 없었습니다.",
    en="The code replaces functions of torch, so that nobody could watch what the training does.",
)


def _broken(failure: Broken) -> Failed | Withheld:
    if failure.error in BEYOND:
        message = Text(
            ko=f"채점기에서는 이 줄을 실행할 수 없어 학습을 끝까지 지켜보지 못했습니다: {failure.error}",
            en=f"The grader cannot run this line, so it did not see the training: {failure.error}",
        )
        return Withheld(message, at=failure.lines[-1:])
    if failure.reason == "timeout":
        message = Text(ko="학습 반복문이 끝나지 않습니다.", en="The training loop does not end.")
        return Failed(message, at=failure.lines[-1:])
    message = Text(ko="학습 중에 오류가 났습니다.", en="The training ends in an error.")
    return Failed(message, found=told(failure), at=failure.lines[-1:])
