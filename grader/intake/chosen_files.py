"""Choose among the files that a student handed in, which are one submission.

Files that complete one another (`cnn.py`, `lenet.py`) are graded together. Of several variants one is graded
whole, never the best of each: two files are variants if both define a model of the same name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from grader.base.text import Text
from grader.intake.likeness import OTHER, SPELLING, likeness, plain
from grader.intake.submission import merged, read
from grader.records.reader_protocol import Wanted
from grader.records.source import Candidate, Source

HANDED_IN = re.compile(r"final|submi|hand.?in|turn.?in|완성|제출|최종", re.IGNORECASE)
"""What students write into the name of the file that they mean to hand in."""
SAME_MOMENT = 2.0
"""Seconds. Files written within them were copied or unpacked together: their times tell nothing."""

Definition = tuple[str, str, int]
"""The file, the text and the line of a model: two files that import one have the same."""


def read_wanted(paths: Sequence[Path], wanted: Wanted) -> Source:
    """Read an assignment's files as one submission, and say which were left.

    The file with most of the assignment's own models counts first, then its name, what is filled in, whether
    it is named for handing in, and its age. Others are read with it if they hold models that it lacks.

    Raises:
        NothingToGrade: a file does not exist, or nothing in it can be read as code.
    """
    offers = [Offer(path, read(path), wanted, _written(path)) for path in paths]
    taken = chosen(offers, wanted)
    whole = merged([offer.source for offer in offers if offer in taken])
    left = [offer.path.name for offer in offers if offer not in taken and offer.source.candidates]
    return msgspec.structs.replace(whole, choice=(_told(whole.name, left),)) if left else whole


@dataclass(frozen=True, eq=False)
class Offer:
    """A file, as one of those that may be the submission or a part of it."""

    path: Path
    source: Source
    wanted: Wanted
    at: float
    """When it was written, in seconds."""

    @cached_property
    def models(self) -> tuple[Candidate, ...]:
        """The models in it that are no blocks of others."""
        return tuple(each for each in self.source.candidates if not each.inner)

    @cached_property
    def asked(self) -> dict[str, Candidate]:
        """The model for each name that the assignment asks for: what is called so, else what is like it."""
        found: dict[str, Candidate] = {}
        for model in sorted(self.source.candidates, key=lambda each: (each.written, not each.inner)):
            likest = max(self.wanted.models, key=lambda name: likeness(model.name, name))
            alike = likeness(model.name, likest)
            if alike > OTHER and alike >= likeness(getattr(found.get(likest), "name", ""), likest):
                found[likest] = model
        return found or self._by_file_name()

    def _by_file_name(self) -> dict[str, Candidate]:
        alike = [name for name in self.wanted.models if likeness(self.path.stem, name) > OTHER]
        return {alike[0]: self.models[-1]} if len(alike) == 1 and len(self.models) == 1 else {}

    @property
    def named(self) -> int:
        """How many of the assignment's models it defines under their own names."""
        return sum(likeness(model.name, name) >= SPELLING for name, model in self.asked.items())

    @property
    def is_others(self) -> bool:
        """Whether it holds models of another assignment, and none of this one."""
        return not self.named and any(
            likeness(model.name, name) >= SPELLING
            for model in self.source.candidates
            for name in self.wanted.other_models
        )

    @property
    def of_assignment(self) -> int:
        """Whose name the file's name contains: 1 the assignment's, -1 another one's, 0 neither."""
        stem = plain(self.path.stem)
        ids = max(
            (name for name in (self.wanted.assignment, *self.wanted.others) if plain(name) in stem),
            key=len,
            default=None,
        )
        return 0 if ids is None else 1 if ids == self.wanted.assignment else -1

    @property
    def written(self) -> int:
        """How many models in it are filled in."""
        asked = sum(model.written for model in self.asked.values())
        return asked or any(model.written for model in self.models)

    def definition(self, model: Candidate) -> Definition:
        """Return where a model is defined."""
        unit = self.source.units[model.at.unit]
        return unit.file, unit.original, model.at.line

    def rank(self, newest: float) -> tuple[object, ...]:
        """Return its rank among the files, best last; `newest` is when the newest was written."""
        filled, name = self.written, self.of_assignment
        ties = (name >= 0, filled) if self.named else (name, filled)
        meant = bool(HANDED_IN.search(self.path.stem))
        age = min(self.at - newest + SAME_MOMENT, 0.0)
        return (self.named, not self.is_others, len(self.asked), *ties, meant, name, age, natural(self.path))


def chosen(offers: Sequence[Offer], wanted: Wanted) -> list[Offer]:
    """Return the files that are graded, the best first."""
    newest = max((offer.at for offer in offers), default=0.0)
    ranked = sorted(offers, key=lambda offer: offer.rank(newest), reverse=True)
    taken: list[Offer] = []
    for offer in ranked:
        others = offer.is_others or offer.of_assignment < 0
        if not taken or (not others and _completes(offer, taken, wanted)):
            taken.append(offer)
    return [offer for offer in taken if not _is_superseded(offer, [each for each in taken if each != offer])]


def _completes(offer: Offer, taken: Sequence[Offer], wanted: Wanted) -> bool:
    """Return whether a file holds models that those taken lack, and defines none of theirs differently."""
    if any(_are_variants(offer, each) for each in taken):
        return False
    if offer.asked:
        return True
    have = {name for each in taken for name, model in each.asked.items() if model.written}
    others = {
        each.definition(model)
        for each in taken
        if not each.asked
        for model in each.models
        if model.kind == "class"
    }
    return len(have) + len(others) < len(wanted.models)


def _are_variants(one: Offer, other: Offer) -> bool:
    """Return whether both define a model that is asked for, or one of the same name, in different ways."""
    mine, theirs = _definitions(one), _definitions(other)
    return any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys())


def _definitions(offer: Offer) -> dict[str, Definition]:
    """Return where each written model is defined, by the name that is asked for, else by its own."""
    known = offer.asked or {model.name: model for model in offer.models if model.kind == "class"}
    return {name: offer.definition(model) for name, model in known.items() if model.written}


def _is_superseded(offer: Offer, others: Sequence[Offer]) -> bool:
    """Return whether a file holds nothing but gaps that other files fill."""
    filled = {name for each in others for name, model in each.asked.items() if model.written}
    return bool(filled) and not offer.written and filled.issuperset(offer.asked)


def natural(path: Path) -> tuple[tuple[str, int], ...]:
    """Return a key that sorts names with numbers as people do: `v2` before `v10`, `hw` before `hw (1)`."""
    stem, copy = _without_copy(path.stem)
    found = re.findall(r"(\D*)(\d*)", stem)
    return (*((text, int(number or -1)) for text, number in found), ("", copy), (path.suffix, -1))


def _without_copy(stem: str) -> tuple[str, int]:
    """Return a name without the number that a browser adds where the name is taken, and that number."""
    found = re.fullmatch(r"(.+?) ?\((\d+)\)", stem)
    return (found[1], int(found[2])) if found else (stem, 0)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # `read` says why the file cannot be read
        return 0.0


def _told(taken: str, left: Sequence[str]) -> Text:
    names = ", ".join(left)
    return Text(
        ko=f"여러 파일 가운데 다음을 채점했습니다: {taken}. 다음은 채점하지 않았습니다: {names}. 다른 파일을"
        " 채점하려면 그 파일을 지정하십시오.",
        en=f"Of the files here, this was graded: {taken}. This was left: {names}. If another one is meant,"
        " name it.",
    )
