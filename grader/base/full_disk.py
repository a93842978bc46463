"""A disk without room left, whatever was about to be written to it."""

import errno
from typing import Final

from grader.base.text import Text

FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""No room on the disk, or none of the user's share of it."""
MAKE_ROOM: Final = Text(
    ko="필요 없는 파일을 지우고 같은 명령을 다시 실행하십시오. 무엇이 얼마나 차지하는지: grade doctor",
    en="Delete what is not needed, and run the same command again. How much the grader takes: grade doctor",
)


def full_disk(error: BaseException) -> Text | None:
    """Return that the disk is full, if that is why an error was raised; None if it is not."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in FULL:
            return _full(cause.filename)
        cause = cause.__cause__
    return None


def _full(file: str | None) -> Text:
    """Return the sentence; `file` is what could not be written, if that is known."""
    return Text(
        ko="디스크가 가득 찼습니다."
        + (f" 쓰지 못한 파일: {file}." if file else "")
        + " 누구의 잘못도 아닙니다.",
        en="The disk is full."
        + (f" {file} could not be written." if file else "")
        + " That is nobody's fault.",
    )
