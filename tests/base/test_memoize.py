"""Results are remembered for records that were asked about before."""

import msgspec

from grader.base.memoize import MOST, remembered


class Number(msgspec.Struct, frozen=True):
    value: int | bool


def test_remembered_asks_once_and_tells_equal_records_apart() -> None:
    asked = []

    @remembered
    def kind(number: Number) -> str:
        asked.append(number)
        return type(number.value).__name__

    one, true = Number(1), Number(True)
    assert one == true
    assert [kind(one), kind(true), kind(one)] == ["int", "bool", "int"]
    assert len(asked) == 2


def test_remembered_forgets_the_oldest_and_finds_it_again() -> None:
    asked = []

    @remembered
    def value(number: Number) -> int:
        asked.append(number)
        return number.value

    first = Number(0)
    assert [value(first), *(value(Number(n)) for n in range(MOST)), value(first)] == [0, *range(MOST), 0]
    assert len(asked) == MOST + 2


def test_remembered_asks_again_about_what_raised() -> None:
    asked = []

    @remembered
    def refuse(number: Number) -> None:
        asked.append(number)
        raise ValueError

    one = Number(1)
    for _ in range(2):
        try:
            refuse(one)
        except ValueError:
            continue
        raise AssertionError
    assert len(asked) == 2


def test_remembered_tells_several_records_apart_by_each() -> None:
    asked = []

    @remembered
    def both(one: Number, other: Number) -> int:
        asked.append((one, other))
        return len(asked)

    one, true = Number(1), Number(True)
    assert [both(one, one), both(one, true), both(one, one)] == [1, 2, 1]
