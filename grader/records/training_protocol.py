"""The messages between the grader and the confined process that trains a model."""

from typing import Literal

import msgspec

from grader.base.text import Text
from grader.records.assignment import Recipe
from grader.records.capture_protocol import Reason
from grader.records.graph import Graph


class TrainingJob(msgspec.Struct, frozen=True):
    """Everything that the process is given."""

    graph: Graph
    recipe: Recipe
    material: str
    """The path of a safetensors file with the images and the training labels, and no test labels."""
    seed: int
    device: str


class TrainingStep(msgspec.Struct, frozen=True, tag="step", forbid_unknown_fields=True):
    """The progress of the training, in steps."""

    done: int
    total: int


class Answered(msgspec.Struct, frozen=True, tag="answered", forbid_unknown_fields=True):
    """The answers to the test images before the training, or after an epoch with this mean loss."""

    loss: float | None
    answers: bytes
    """Integers in the order, shape and type that the task specifies."""


class Done(msgspec.Struct, frozen=True, tag="done", forbid_unknown_fields=True):
    """The training is over."""


class Abandoned(msgspec.Struct, frozen=True, tag="abandoned", forbid_unknown_fields=True):
    """The training came to no end: the model fails on a batch, or there is too little memory for it."""

    reason: Literal["exception", "memory"]


Said = TrainingStep | Answered | Done | Abandoned


# -- stop ------------------------------------------------------------------------------------------------


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
    "exception": Text(
        ko="모델이 학습에 쓰는 배치를 계산하지 못했습니다.",
        en="The model could not compute the batches that it was trained on.",
    ),
    "died": Text(ko="학습하던 프로세스가 갑자기 끝났습니다.", en="The process that trained ended abruptly."),
    "too_large": _NONSENSE,
    "invalid": _NONSENSE,
}
"""Messages, keyed by the reason why a confined process ended."""
