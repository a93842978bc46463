"""The standard criteria for data code: `rubric(loaders, (3, data.runs()), (3, data.no_leak()), …)`.

Each is a question to what came of the student's data sets and loaders.
"""

from dataclasses import replace
from typing import Unpack

from grader.base.text import Text
from grader.checks.code_evidence import CodeAttempt, SeenData
from grader.checks.criterion import RUNS, Criterion, Function, OwnWords
from grader.checks.loading import augmenting, labels, order, running, scaling, splits
from grader.checks.loading.lines import NAMES
from grader.records.data_log import Split


def _criterion(name: str, title: Text, function: Function, own: OwnWords) -> Criterion:
    return replace(Criterion(id=name, title=title, function=function), **own)


def runs(*asked: Split, **own: Unpack[OwnWords]) -> Criterion:
    """The code runs, and pictures come of these splits, else of `train` and `test`. It comes first."""
    wanted = asked or ("train", "test")

    def runs_for_all(attempt: CodeAttempt) -> None:
        running.runs(attempt, wanted)

    title = Text(ko="데이터 코드 실행", en="The data code runs")
    return replace(Criterion(id=RUNS, title=title, function=runs_for_all, usually=()), **own)


def sizes(
    *,
    train: float | None = None,
    val: float | None = None,
    test: float | None = None,
    **own: Unpack[OwnWords],
) -> Criterion:
    """Splits have so many pictures: `train=50_000`, or a share of those to train with, `val=0.2`."""
    given: dict[Split, float | None] = {"train": train, "val": val, "test": test}
    asked = {split: size for split, size in given.items() if size is not None}

    def have_sizes(seen: SeenData) -> None:
        splits.sizes(seen, asked)

    told = Text(
        ko=", ".join(f"{NAMES[split].ko} {_size(size)}" for split, size in asked.items()),
        en=", ".join(f"{NAMES[split].en} {_size(size)}" for split, size in asked.items()),
    )
    title = Text(ko=f"데이터 나누기: {told.ko}", en=f"The sizes of the splits: {told.en}")
    return _criterion("sizes", title, have_sizes, own)


def _size(size: float) -> str:
    return f"{size:.0%}" if isinstance(size, float) and size <= 1 else str(size)


def whole(**own: Unpack[OwnWords]) -> Criterion:
    """No picture is left out, in the last batch either."""
    title = Text(ko="빠지는 이미지 없음", en="No image is left out")
    return _criterion("whole", title, splits.whole, own)


def no_leak(**own: Unpack[OwnWords]) -> Criterion:
    """No picture that is held out is trained with."""
    title = Text(ko="학습용과 겹치지 않는 검증·시험 데이터", en="No image is in two splits")
    return _criterion("no_leak", title, splits.no_leak, own)


def normalised(
    mean: tuple[float, ...] = (), deviation: tuple[float, ...] = (), **own: Unpack[OwnWords]
) -> Criterion:
    """All splits are normalised with the training data's mean and deviation, or with these numbers."""

    def are_normalised(seen: SeenData) -> None:
        if mean:
            scaling.constants(seen, mean, deviation)
        else:
            scaling.normalised(seen)

    title = Text(ko="학습용 데이터의 통계로 정규화", en="Normalised with the training data's statistics")
    constants = Text(ko="정해진 수로 정규화", en="Normalised with the numbers that are asked for")
    return _criterion("normalised", constants if mean else title, are_normalised, own)


def alike(**own: Unpack[OwnWords]) -> Criterion:
    """What is held out is scaled as the training data are."""
    title = Text(ko="모든 데이터를 똑같이 정규화", en="All splits are normalised alike")
    return _criterion("alike", title, scaling.alike, own)


def augmentation(*, asked: bool = False, **own: Unpack[OwnWords]) -> Criterion:
    """Nothing augments what is held out; if it is asked for, something does the training data."""

    def augments(seen: SeenData) -> None:
        augmenting.augments(seen, asked=asked)

    title = Text(ko="증강은 학습용 데이터에만", en="Augmentation of the training data alone")
    return _criterion("augmentation", title, augments, own)


def shuffles(**own: Unpack[OwnWords]) -> Criterion:
    """The training data come in another order in every epoch."""
    title = Text(ko="학습용 데이터 섞기", en="The training data are shuffled")
    return _criterion("shuffles", title, order.shuffles, own)


def keeps_order(**own: Unpack[OwnWords]) -> Criterion:
    """What is held out comes in one order."""
    title = Text(ko="검증·시험 데이터는 섞지 않음", en="What is held out is not shuffled")
    return _criterion("keeps_order", title, order.keeps_order, own)


def batches(size: int, **own: Unpack[OwnWords]) -> Criterion:
    """Batches have this size."""

    def have_size(seen: SeenData) -> None:
        order.batches(seen, size)

    title = Text(ko=f"배치 크기 {size}", en=f"Batches of {size}")
    return _criterion("batches", title, have_size, own)


def labels_intact(**own: Unpack[OwnWords]) -> Criterion:
    """Every picture keeps its own label."""
    title = Text(ko="이미지마다 제 레이블", en="Every image keeps its own label")
    return _criterion("labels_intact", title, labels.intact, own)
