"""Why a brief training came to no end, in words."""

from grader.records.capture import Reason
from grader.records.text import Text

_NONSENSE = Text(
    ko="학습이 규약에 맞지 않는 답을 내놓아 중단했습니다.",
    en="The training gave answers that make no sense, and was stopped.",
)
STOPPED: dict[Reason, Text] = {
    "timeout": Text(
        ko="학습이 제한 시간을 넘겨 중단했습니다.", en="The training took too long and was stopped."
    ),
    "memory": Text(
        ko="학습에 메모리가 너무 많이 들어 중단했습니다.",
        en="The training needed too much memory and was stopped.",
    ),
    "died": Text(ko="학습하던 프로세스가 갑자기 끝났습니다.", en="The process that trained ended abruptly."),
    "too_large": _NONSENSE,
    "invalid": _NONSENSE,
}
"""By the reasons with which a confined process may end."""
