"""Check whether a part's model can be trained on the data: if it cannot, this is not the student's fault."""

import math

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.checks.assignment import Part
from grader.datasets import Dataset

HINT = Text(
    ko="--data로 이 과제의 데이터를 지정하십시오. 과제를 만드는 중이라면 assignment.py의 input과 output을"
    " 데이터에 맞추십시오.",
    en="Name the assignment's data with --data. If you are writing the assignment, make input and output in"
    " its assignment.py those of the data.",
)


STEPWISE = ("tagging", "next_token")
TOLD_APART = ("classification", "segmentation", *STEPWISE)
"""Tasks whose outputs tell classes apart."""


def must_suit(data: Dataset, part: Part) -> None:
    """Check that images have the size that the part takes, and no more classes than it distinguishes.

    Raises:
        StaffError: they do not.
    """
    size = tuple(data.train_images.shape[1:])
    task = part.recipe.task if part.recipe else None
    if task == "generator":
        _must_be_made(data, size, part)
        return
    if math.prod(size) not in map(math.prod, part.inputs):
        raise _unsuitable(
            data,
            Text(
                ko=f"이미지는 {_shown(size)}이고 과제의 입력은 {_shown(part.input)}입니다",
                en=f"its images are {_shown(size)}, and the assignment takes {_shown(part.input)}",
            ),
        )
    tokens = next((each for each in part.given if each.kind == "tokens"), None)
    if tokens and not data.train_images.is_floating_point():
        _must_be_in_the_vocabulary(data, tokens.below)
    asked = data.test_labels[0].numel()
    if task == "regression" and asked != math.prod(part.output):
        raise _unsuitable(
            data,
            Text(
                ko=f"행마다 수 {asked}개를 묻고 과제의 출력은 {_shown(part.output)}입니다",
                en=f"it asks for {asked} numbers a row, and the assignment's models have"
                f" {_shown(part.output)}",
            ),
        )
    outputs = part.output[-1] if task in STEPWISE else part.output[0]
    if task in TOLD_APART and len(data.classes) > outputs:
        raise _unsuitable(
            data,
            Text(
                ko=f"클래스는 {len(data.classes)}개이고 과제의 출력은 {outputs}개입니다",
                en=f"it has {len(data.classes)} classes, and the assignment's models have {outputs} outputs",
            ),
        )


def _must_be_made(data: Dataset, size: tuple[int, ...], part: Part) -> None:
    """Check that a generator makes rows of the data's size."""
    if math.prod(size) == math.prod(part.output):
        return
    raise _unsuitable(
        data,
        Text(
            ko=f"한 행은 {_shown(size)}이고 과제의 생성자는 {_shown(part.output)}을(를) 만듭니다",
            en=f"its rows are {_shown(size)}, and the assignment's generator makes {_shown(part.output)}",
        ),
    )


def _must_be_in_the_vocabulary(data: Dataset, below: int) -> None:
    most = int(max(data.train_images.max(), data.test_images.max()))
    if most < below:
        return
    raise _unsuitable(
        data,
        Text(
            ko=f"토큰 {most}이(가) 있고 과제의 어휘는 {below}개(0부터 {below - 1}까지)입니다",
            en=f"it has the token {most}, and the assignment's vocabulary is {below}, from 0 to {below - 1}",
        ),
    )


def _shown(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def _unsuitable(data: Dataset, why: Text) -> StaffError:
    return StaffError(
        Text(
            ko=f"데이터가 과제에 맞지 않습니다({data.title.ko}): {why.ko}.",
            en=f"The data does not suit the assignment ({data.title.en}): {why.en}.",
        ),
        HINT,
    )
