"""How a process ended that ran a student's function or training loop, in words."""

from grader.base.text import Text, same
from grader.records.capture_protocol import Broken

_ENDINGS = {
    "timeout": Text(ko="정해진 시간 안에 끝나지 않음", en="it did not end in time"),
    "memory": Text(ko="메모리 초과", en="it needed too much memory"),
    "too_large": Text(ko="너무 많이 출력하거나 너무 큰 값을 반환함", en="it printed or returned too much"),
    "died": Text(ko="프로세스가 중간에 끝남", en="its process ended"),
    "exit": Text(ko="exit()로 프로그램을 끝냄", en="it ended the program, as exit() does"),
    "invalid": Text(ko="결과를 읽을 수 없음", en="its result cannot be read"),
}


def told(failure: Broken) -> Text:
    """Return what ended it: the exception, or the bound that it broke."""
    if failure.reason in _ENDINGS:
        return _ENDINGS[failure.reason]
    return same(": ".join(filter(None, (failure.error or failure.reason, failure.message)))[:300])
