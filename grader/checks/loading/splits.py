"""The splits: how large they are, that none shares a picture with another, and that nothing is left out."""

from grader.analysis.seen_data import SeenData, members
from grader.base.text import Text, same
from grader.capture.rehearsal.pictures import FIRST_TEST
from grader.checks.loading.lines import NAMES, kept, of_set, of_split
from grader.checks.verdict import Failed, Withheld
from grader.records.data_log import SetSeen, Split
from grader.records.source import Line


def sizes(data: SeenData, asked: dict[Split, float]) -> None:
    """Pass if every split has as many pictures as are asked for: a number, or a share of the pool."""
    for split, size in asked.items():
        seen = data.of(split)
        pool = data.log.available[split == "test"]
        wanted = round(size * pool) if isinstance(size, float) and size <= 1 else int(size)
        if seen is not None and seen.length is None:
            raise _uncounted()
        if seen is None or seen.length is None or abs(seen.length - wanted) <= (wanted != size):
            continue
        name = NAMES[split]
        raise Failed(
            Text(ko=f"{name.ko}용 이미지 수가 다릅니다.", en=f"The {name.en} data have another size."),
            expected=Text(ko=f"이미지 {pool}장 중 {wanted}장", en=f"{wanted} of {pool} images"),
            found=Text(ko=f"{seen.length}장", en=str(seen.length)),
            at=of_split(data, seen),
        )


def no_leak(data: SeenData) -> None:
    """Pass if no picture of a set that is held out is trained with."""
    train = data.of("train")
    own = None if train is None else members(train)
    for seen in data.held_out:
        found = members(seen)
        if own is None or found is None:
            raise untold()
        if both := own & found:
            raise _leak(data, seen, both)


def _leak(data: SeenData, seen: SetSeen, both: set[int]) -> Failed:
    name = NAMES[seen.split]
    train = data.of("train")
    ill_gotten = seen.split == "test" and all(number >= FIRST_TEST for number in both)
    blamed = train if ill_gotten and train is not None else seen
    as_large = train is not None and train.length == seen.length
    return Failed(
        Text(
            ko=f"{name.ko}용 이미지가 학습용 데이터에도 들어 있습니다.",
            en=f"Images of the {name.en} data are in the training data as well.",
        ),
        expected=same("0"),
        found=Text(ko=f"이미지 {len(both)}장", en=f"{len(both)} {'image' if len(both) == 1 else 'images'}"),
        at=of_set(blamed) if as_large else of_split(data, blamed),
    )


def whole(data: SeenData) -> None:
    """Pass if every picture is in some split, and comes in an epoch: the last batch as well."""
    for seen in data.held_out:
        if left_out := _dropped(seen):
            hint = Text(ko="drop_last=True를 빼십시오.", en="Leave out drop_last=True.")
            raise _left_out(seen, left_out, kept(seen.at), hint)
    to_train, to_test = data.log.available
    test = data.of("test")
    if test is not None and (own := {number for number in members_of(test) if number >= FIRST_TEST}):
        _must_have(data, test, own, to_test)
    train, val = data.of("train"), data.of("val")
    if train is not None:
        found = members_of(train) | (members_of(val) if val else set())
        wanted = to_train - _dropped(train)
        _must_have(data, val or train, {number for number in found if number < FIRST_TEST}, wanted)


def _dropped(seen: SetSeen) -> int:
    """Return how many pictures an epoch leaves out, as the last batch is not full."""
    if not seen.drops_last or seen.length is None:
        return 0
    return max(0, seen.length - seen.planned)


def members_of(seen: SetSeen) -> set[int]:
    """Return the numbers of a set's pictures.

    Raises:
        Withheld: nobody can tell.
    """
    found = members(seen)
    if found is None:
        raise untold()
    return found


def _uncounted() -> Withheld:
    """Return the verdict where a set does not say how many pictures it has, and does not end."""
    return Withheld(
        Text(
            ko="이미지가 몇 장인지 데이터가 알려 주지 않고 끝나지도 않아 확인하지 못했습니다.",
            en="The data do not say how many images they have, and do not end, so this was not checked.",
        )
    )


def untold() -> Withheld:
    """Return the verdict where nobody can tell which picture is which."""
    return Withheld(
        Text(
            ko="변환 뒤의 이미지가 어느 이미지였는지 알 수 없어 확인하지 못했습니다.",
            en="After the transforms nobody can tell which image is which, so this was not checked.",
        )
    )


def _must_have(data: SeenData, seen: SetSeen, found: set[int], number: int) -> None:
    """Raise `Failed` if a set has fewer pictures than there are, unless it was not read to its end."""
    if len(found) < number and not any(each.cut and not each.indices for each in data.log.sets):
        raise _left_out(seen, number - len(found), _of_short(data, seen))


def _of_short(data: SeenData, seen: SetSeen) -> tuple[Line | None, ...]:
    """Return where a set became too small: where just these rows were taken, else its `__len__`."""
    split = of_split(data, seen)
    return split if split != of_set(seen) else kept(seen.length_at, *split)


def _left_out(seen: SetSeen, number: int, at: tuple[Line | None, ...], hint: Text | None = None) -> Failed:
    name = NAMES[seen.split]
    return Failed(
        Text(
            ko=f"{name.ko}용 데이터를 한 번 돌 때 이미지 {number}장이 빠집니다.",
            en=f"An epoch of the {name.en} data leaves out {number} {'image' if number == 1 else 'images'}.",
        ),
        hint=hint,
        at=at,
    )
