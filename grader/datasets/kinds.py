"""The kinds of data that a recipe can ask for. To add one, add an entry here and a file that reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from grader.base.errors import StaffError
from grader.base.progress import Progress
from grader.base.text import Text, same
from grader.datasets import cifar10, digits, figures, folder, mnist, scenes, toy
from grader.datasets.dataset import Dataset
from grader.records.assignment import Data


class Layout(NamedTuple):
    """One way in which a folder may contain data."""

    files: Callable[[Path], list[Path]]
    """Returns the data files in a folder; none if the folder has another layout."""
    read: Callable[[Path, Progress], Dataset]


@dataclass(frozen=True)
class DataKind:
    """A kind of data that is read."""

    title: Text
    names: tuple[str, ...]
    """The possible names (`Dataset.name`) of its data sets."""
    layouts: tuple[Layout, ...]
    """The first is torchvision's, used by downloads and by copies nearby."""
    download: Callable[[Path, Progress], None]
    """Downloads the real data into a folder, in the first layout."""
    standin: Callable[[Progress], Dataset]
    own: bool = False
    """Whether the real data is the author's own: it has no home page, and is not looked for nearby."""


@dataclass(frozen=True)
class Composite:
    """A kind of data that is composed of others."""

    title: Text
    """The parts that it is composed of, for people."""
    names: tuple[str, ...]
    parts: tuple[Data, ...]
    compose: Callable[..., Dataset]
    """Composes one data set from one of each part."""


def own_kind(title: Text, name: str, draw: Callable[[Progress], Dataset]) -> DataKind:
    """Return a kind of data that is the author's own, with the stand-in's name and how it is drawn."""
    return DataKind(title=title, names=(name,), layouts=(), download=_no_home_page, standin=draw, own=True)


def _no_home_page(_where: Path, _progress: Progress) -> None:
    raise StaffError(
        Text(
            ko="이 과제의 데이터는 인터넷에 없습니다. 조교가 나눠 준 파일을 --data로 지정하십시오.",
            en="This assignment's data has no home page; name the file that staff hand out with --data.",
        )
    )


SOURCES: dict[Data, DataKind] = {
    "cifar10": DataKind(
        title=same("CIFAR-10"),
        names=("cifar10", "folder", "standin"),
        layouts=(Layout(cifar10.files, cifar10.read_root), Layout(folder.files, folder.read_root)),
        download=cifar10.download,
        standin=figures.draw,
    ),
    "mnist": DataKind(
        title=same("MNIST"),
        names=("mnist", "digits"),
        layouts=(Layout(mnist.files, mnist.read_root),),
        download=mnist.download,
        standin=digits.draw,
    ),
    "table": own_kind(Text(ko="표", en="a table"), "drawn-table", toy.table),
    "sequences": own_kind(Text(ko="토큰열", en="sequences"), "drawn-sequences", toy.sequences),
    "text": own_kind(Text(ko="글", en="text"), "drawn-text", toy.text),
    "pairs": own_kind(Text(ko="이미지 쌍", en="pairs of images"), "drawn-pairs", toy.pairs),
    "points": own_kind(Text(ko="점", en="points"), "drawn-points", toy.points),
}


COMPOSITES: dict[Data, Composite] = {
    "scenes": Composite(
        title=Text(ko="CIFAR-10과 MNIST", en="CIFAR-10 and MNIST"),
        names=("scenes", "scenes-figures", "scenes-digits", "scenes-figures-digits"),
        parts=("cifar10", "mnist"),
        compose=scenes.compose,
    ),
}

KINDS: dict[Data, DataKind | Composite] = {**SOURCES, **COMPOSITES}


def kind_of(name: str) -> Data | None:
    """Return the kind of the data set with this name; None if it is unknown."""
    return next((kind for kind, each in KINDS.items() if name in each.names), None)


def parts(kind: Data) -> tuple[Data, ...]:
    """Return the kinds that a kind is composed of, or just the kind itself if it is not composed."""
    return COMPOSITES[kind].parts if kind in COMPOSITES else (kind,)
