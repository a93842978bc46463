"""How pictures are scaled: in all splits with the mean and the deviation of the training data."""

from grader.analysis.seen_data import Scale, SeenData, members, scale
from grader.base.text import Text, same
from grader.checks.loading.lines import NAMES, kept, of_set
from grader.checks.loading.splits import untold
from grader.checks.verdict import Failed, Withheld
from grader.records.data_log import SetSeen
from grader.records.source import Line

NEAR = 0.03
"""How far a scale may be from the training data's, in parts of its deviation: crops and rounding move it."""
SAME = 2e-3
"""How near a scale is to another that explains it."""
PLAIN = (Scale((0.0,), (1.0,)), Scale((0.0,), (1 / 255,)))
"""No normalisation: numbers from 0 to 1, or from 0 to 255."""
TOLD = 1e-3


def normalised(data: SeenData) -> None:
    """Pass if every split is scaled with the mean and the deviation of the training data."""
    train = data.of("train")
    own = None if train is None else members(train)
    if own is None:
        raise untold()
    right = data.scale_of(own)
    for seen in data.log.sets:
        found = _scale(seen)
        distance = min(each.distance(found) for each in right)
        for wrong, what in _mistakes(data, own, seen):
            off = wrong.distance(found)
            if off < SAME and off < distance / 2:
                raise _wrong(data, seen, found, right[0], what)
        if distance > NEAR:
            raise _wrong(data, seen, found, right[0])


def constants(data: SeenData, mean: tuple[float, ...], deviation: tuple[float, ...]) -> None:
    """Pass if every split is scaled with these numbers."""
    asked = Scale(mean, deviation)
    for seen in data.log.sets:
        found = _scale(seen)
        if asked.distance(found) > NEAR:
            raise _wrong(data, seen, found, asked)


def alike(data: SeenData) -> None:
    """Pass if what is held out is scaled as the training data are."""
    train = data.of("train")
    if train is None:
        return
    own = _scale(train)
    for seen in data.held_out:
        found = _scale(seen)
        if own.distance(found) > NEAR:
            what = Text(
                ko="학습용 이미지와 다르게 변환합니다.", en="The training images are scaled otherwise."
            )
            raise _wrong(data, seen, found, own, what)


def _scale(seen: SetSeen) -> Scale:
    found = scale(seen)
    if found is None:
        raise Withheld(
            Text(
                ko="이미지의 수치가 어떻게 변환되었는지 알 수 없어 확인하지 못했습니다.",
                en="Nobody can tell how the images were scaled, so this was not checked.",
            ),
            at=of_set(seen),
        )
    return found


def _mistakes(data: SeenData, own: set[int], seen: SetSeen) -> list[tuple[Scale, Text]]:
    """Return the scales that the usual mistakes lead to."""
    held_out = set().union(*(members(each) or () for each in data.held_out))
    found = [(each, NOT_AT_ALL) for each in PLAIN]
    if seen.split != "train":
        found += [(each, OF_ITSELF) for each in data.scale_of(members(seen) or set())]
    for more in (held_out, *((members(each) or set()) for each in data.held_out)):
        found += [(each, OF_MORE) for each in data.scale_of(own | more) if more - own]
    return found


NOT_AT_ALL = Text(ko="정규화하지 않았습니다.", en="They are not normalised.")
OF_ITSELF = Text(ko="그 데이터 자신의 평균과 표준편차를 씁니다.", en="Their own mean and deviation are used.")
OF_MORE = Text(
    ko="학습용 데이터만이 아니라 검증용·시험용 데이터까지 넣어 평균과 표준편차를 구했습니다.",
    en="The mean and the deviation are those of data that are held out as well.",
)


def _wrong(data: SeenData, seen: SetSeen, found: Scale, right: Scale, what: Text | None = None) -> Failed:
    name = NAMES[seen.split]
    return Failed(
        Text(
            ko=f"{name.ko}용 이미지의 정규화가 다릅니다.{' ' + what.ko if what else ''}",
            en=f"The {name.en} images are normalised in another way.{' ' + what.en if what else ''}",
        ),
        expected=_told(right),
        found=_told(found),
        at=_lines(data, seen, found, what),
    )


def _told(scaled: Scale) -> Text:
    """Return a scale in words: numbers from 0 to 1 have the mean 0 and the deviation 1."""
    mean, deviation = (
        ", ".join(f"{number:.3f}" for number in each) for each in (scaled.mean, scaled.deviation)
    )
    return same(f"mean {mean}, std {deviation}")


def _lines(data: SeenData, seen: SetSeen, found: Scale, what: Text | None) -> tuple[Line | None, ...]:
    """Return where the numbers were computed, or given, that the images are scaled with."""
    if what is NOT_AT_ALL:
        return of_set(seen)
    numbers = (*found.mean, *found.deviation)
    computed = [
        each.at
        for each in data.log.statistics
        if any(_is(one, number) for one in each.numbers for number in numbers)
    ]
    given = [each.at for each in seen.transforms if each.kind == "Normalize"]
    other = [each.at for each in data.log.statistics if not computed and not given]
    return kept(*computed[:1], *given, *other[-1:], *of_set(seen))


def _is(computed: float, used: float) -> bool:
    return any(abs(each - used) < TOLD * max(abs(used), 0.01) for each in (computed, computed / 255))
