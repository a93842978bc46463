"""The order in which pictures come, and how many at a time."""

from grader.analysis.seen_data import SeenData, is_shuffled
from grader.base.text import Text, same
from grader.checks.loading.lines import NAMES, kept
from grader.checks.verdict import Failed


def shuffles(data: SeenData) -> None:
    """Pass if the training data come in another order in every epoch."""
    train = data.of("train")
    if train is not None and not is_shuffled(train):
        raise Failed(
            Text(ko="학습용 데이터를 섞지 않습니다.", en="The training data are not shuffled."),
            expected=same("shuffle=True"),
            at=kept(train.at, *train.made_at),
        )


def keeps_order(data: SeenData) -> None:
    """Pass if data that are held out come in one order."""
    for seen in data.held_out:
        if is_shuffled(seen):
            name = NAMES[seen.split]
            raise Failed(
                Text(ko=f"{name.ko}용 데이터를 섞습니다.", en=f"The {name.en} data are shuffled."),
                expected=same("shuffle=False"),
                at=kept(seen.at, *seen.made_at),
            )


def batches(data: SeenData, size: int) -> None:
    """Pass if batches have this size."""
    for seen in data.log.sets:
        largest = max((each for epoch in seen.epochs for each in epoch.batches), default=0)
        if largest != size and not (largest < size and largest == seen.length):
            name = NAMES[seen.split]
            raise Failed(
                Text(
                    ko=f"{name.ko}용 배치의 크기가 다릅니다.", en=f"The {name.en} batches have another size."
                ),
                expected=same(str(size)),
                found=same(str(largest)),
                at=kept(seen.at, *seen.made_at),
            )
