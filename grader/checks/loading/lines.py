"""The student's lines that a finding about data code points at, most telling first."""

from collections.abc import Iterable

from grader.analysis.seen_data import SeenData
from grader.base.text import Text
from grader.records.data_log import SetSeen, Split
from grader.records.source import Line

NAMES: dict[Split, Text] = {
    "train": Text(ko="학습", en="training"),
    "val": Text(ko="검증", en="validation"),
    "test": Text(ko="시험", en="test"),
}


def kept(*lines: Line | None) -> tuple[Line | None, ...]:
    """Return the lines that there are, each once, at most three."""
    return tuple(dict.fromkeys(line for line in lines if line is not None))[:3]


def of_set(seen: SetSeen) -> tuple[Line | None, ...]:
    """Return where a set was made: its data set, and its loader."""
    return kept(*seen.made_at[:1], seen.at)


def of_split(data: SeenData, seen: SetSeen) -> tuple[Line | None, ...]:
    """Return where a set's pictures were taken out of all, and where it was made."""
    taken = [each.at for each in data.log.taken if each.what == "images" and each.rows == seen.length]
    return kept(*taken[-1:], *of_set(seen))


def of_random(seen: SetSeen) -> tuple[Line | None, ...]:
    """Return where random transforms were made, or random numbers drawn, and where the set was made."""
    made = (each.at for each in seen.transforms if each.is_random)
    return kept(*_first(made), *_first(seen.drawn_at), *of_set(seen))


def _first(lines: Iterable[Line | None]) -> list[Line]:
    return [line for line in lines if line is not None][:1]
