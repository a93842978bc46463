"""Augmentation: pictures to train with may differ from epoch to epoch, those that measure may not."""

from grader.analysis.seen_data import SeenData, varies
from grader.base.text import Text
from grader.checks.loading.lines import NAMES, of_random, of_set
from grader.checks.verdict import Failed


def augments(data: SeenData, *, asked: bool) -> None:
    """Pass if what is held out stays the same, and, where that is asked for, the training data do not."""
    for seen in data.held_out:
        if varies(seen):
            name = NAMES[seen.split]
            raise Failed(
                Text(
                    ko=f"{name.ko}용 이미지가 읽을 때마다 무작위로 바뀝니다.",
                    en=f"The {name.en} images change at random whenever they are read.",
                ),
                expected=Text(ko="증강은 학습용 데이터에만", en="augmentation of the training data alone"),
                at=of_random(seen),
            )
    train = data.of("train")
    if asked and train is not None and not varies(train):
        raise Failed(
            Text(
                ko="학습용 이미지가 에포크마다 똑같아, 증강이 없습니다.",
                en="The training images are the same in every epoch: nothing augments them.",
            ),
            at=of_set(train),
        )
