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


def must_suit(data: Dataset, part: Part) -> None:
    """Check that images have the size that the part takes, and no more classes than it distinguishes.

    Raises:
        StaffError: they do not.
    """
    size = tuple(data.train_images.shape[1:])
    if math.prod(size) not in map(math.prod, part.inputs):
        raise _unsuitable(
            data,
            Text(
                ko=f"이미지는 {_shown(size)}이고 과제의 입력은 {_shown(part.input)}입니다",
                en=f"its images are {_shown(size)}, and the assignment takes {_shown(part.input)}",
            ),
        )
    told_apart = part.recipe is not None and part.recipe.task != "reconstruction"
    if told_apart and len(data.classes) > part.output[0]:
        raise _unsuitable(
            data,
            Text(
                ko=f"클래스는 {len(data.classes)}개이고 과제의 출력은 {part.output[0]}개입니다",
                en=f"it has {len(data.classes)} classes, and the assignment's models have {part.output[0]}"
                " outputs",
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
