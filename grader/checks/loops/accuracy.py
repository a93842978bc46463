"""Judge how a loop measures accuracy: over all images, and from the right numbers.

A wrong number is found by trying: the hits of every batch are known, so the accuracy over all images is, and
so are the numbers that the usual mistakes make of the same hits.
"""

import math
import re
from collections.abc import Iterator

from grader.analysis.event_questions import Measured, measured
from grader.base.text import Text, same
from grader.checks.verdict import Failed
from grader.records.event_log import EventLog, TextPrinted, ValueReturned
from grader.records.source import Line

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?")
DIGITS = 2
"""Decimals that a printed number must have to be told for another one."""
CLOSE = 1e-6

MEAN_OF_BATCHES = Text(
    ko="배치마다 잰 정확도의 평균입니다. 마지막 배치가 작으면 전체 이미지의 정확도와 다릅니다.",
    en="It is the mean of the batches' accuracies. As the last one is smaller, it is not that over all"
    " images.",
)
PER_BATCH = Text(
    ko="맞힌 개수를 이미지 수가 아니라 배치 수로 나눈 값입니다.",
    en="The number of hits is divided by the number of batches, and not of images.",
)
FULL_BATCHES = Text(
    ko="맞힌 개수를 배치 수 x 배치 크기로 나눈 값입니다. 마지막 배치는 더 작습니다.",
    en="The hits are divided by the number of batches times their size, but the last batch is smaller.",
)
LAST_BATCH = Text(ko="마지막 배치만의 정확도입니다.", en="It is the accuracy of the last batch alone.")


def over_all_images(log: EventLog) -> None:
    """Pass if an accuracy that is told is that over all images, and all were measured."""
    if log.cut:
        return
    for each in measured(log):
        _must_be_whole(each)
        _must_be_right(each)


def _must_be_whole(each: Measured) -> None:
    if each.whole <= each.images:
        return
    hits = sum(each.hits)
    of_some = {hits / max(1, each.images), hits / each.whole}
    if not any(_is(n, digits, some) for n, digits, _ in _told(each) for some in of_some if digits >= DIGITS):
        return  # a look at a batch, and no accuracy
    drops = each.loader is not None and each.loader.drops_last
    raise Failed(
        Text(ko="일부 이미지만으로 정확도를 잽니다.", en="Only some of the images are measured."),
        expected=Text(ko=f"이미지 {each.whole}장", en=f"{each.whole} images"),
        found=Text(ko=f"이미지 {each.images}장", en=f"{each.images} images"),
        hint=Text(ko="drop_last=True를 빼십시오.", en="Leave out drop_last=True.") if drops else None,
        at=(each.loader.at if drops and each.loader else each.forwards[-1].at,),
    )


def _must_be_right(each: Measured) -> None:
    told = list(_told(each))
    right = sum(each.hits) / max(1, each.images)
    if any(_is(number, digits, right) for number, digits, _ in told):
        return
    for wrong, what in _mistakes(each):
        if abs(wrong - right) < CLOSE or not wrong > 0:
            continue
        for number, digits, at in told:
            if digits >= DIGITS and _is(number, digits, wrong) and not _near(number, digits, right):
                raise Failed(
                    Text(ko=f"정확도가 틀립니다. {what.ko}", en=f"The accuracy is wrong. {what.en}"),
                    expected=same("hits / images"),
                    at=(at,),
                )


def _mistakes(each: Measured) -> Iterator[tuple[float, Text]]:
    """Yield the numbers that the usual mistakes make of the hits."""
    sizes = [event.images for event in each.forwards]
    yield (
        math.fsum(hits / max(1, size) for hits, size in zip(each.hits, sizes, strict=True)) / len(sizes),
        MEAN_OF_BATCHES,
    )
    yield sum(each.hits) / len(sizes), PER_BATCH
    yield sum(each.hits) / (len(sizes) * max(sizes) or 1), FULL_BATCHES
    yield each.hits[-1] / max(1, sizes[-1]), LAST_BATCH


def _told(each: Measured) -> Iterator[tuple[float, int, Line | None]]:
    """Yield the numbers that were printed or returned, each with its decimals."""
    for said in each.said:
        if isinstance(said, TextPrinted):
            for found in NUMBER.finditer(said.text):
                yield float(found[0]), _decimals(found[0]), said.at
        elif isinstance(said, ValueReturned):
            for number in said.numbers:
                yield number, 9, _measuring_line(each)


def _measuring_line(each: Measured) -> Line | None:
    return each.forwards[-1].at


def _decimals(written: str) -> int:
    return len(written.partition(".")[2]) if "e" not in written else 9


def _is(number: float, digits: int, value: float) -> bool:
    """Return whether a number is a value, or as many per cent, to its last decimal."""
    return any(abs(number - each) <= 0.5000001 * 10.0**-digits + CLOSE for each in (value, 100 * value))


def _near(number: float, digits: int, value: float) -> bool:
    return any(abs(number - each) <= 1.5 * 10.0**-digits for each in (value, 100 * value))
