"""From what a user names to the images."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from grader.datasets import cifar10, folder, prepared, standin
from grader.datasets.cache import cached, fingerprint
from grader.datasets.dataset import Dataset
from grader.datasets.selection import select
from grader.records.errors import StaffError
from grader.records.progress import Progress, silent
from grader.records.text import Text

NAMED: dict[str, Callable[[Progress], Dataset]] = {
    "cifar10": cifar10.read,
    "standin": standin.read,
}
"""The data sets that go by a name; each has the same content on every machine."""

LAYOUTS: tuple[tuple[Callable[[Path], list[Path]], Callable[[Path, Progress], Dataset]], ...] = (
    (cifar10.files, cifar10.read_root),
    (folder.files, folder.read_root),
)
"""How a folder may hold data: which of its files do, and how they are read. The first that fits is taken."""

PROVISIONAL = Text(
    ko="실제 데이터 대신 채점기가 만든 그림으로 학습했으므로 정확도 점수는 잠정 점수입니다. "
    "실제 데이터로 채점하려면 --data에 CIFAR-10 폴더나 담당자가 나눠 준 데이터 파일을 지정해 주세요.",
    en="The model was trained on pictures that the grader made itself, so the points for accuracy are "
    "provisional. To be graded on the real data, name a folder with CIFAR-10, or the data file that staff "
    "handed out, with --data.",
)


def load(where: str, *, train: int, test: int, progress: Progress | None = None) -> Dataset:
    """The data that a user names, as many images of it as a recipe asks for (see `select`).

    Args:
        where: "auto" (CIFAR-10 if it is here or can be downloaded, else the stand-in, with a notice),
            "cifar10", "standin", or the path of a prepared file, of an image folder, or of a folder with
            torchvision's CIFAR-10.
        train: how many training images; all there are if that is fewer.
        test: how many test images, likewise.
        progress: told of everything that takes time; None shows nothing.

    Raises:
        StaffError: the data is not there, or is not usable.
    """
    dataset = _find(where, train, test, progress or silent)
    return replace(dataset, notices=(*dataset.notices, PROVISIONAL)) if dataset.provisional else dataset


def _find(where: str, train: int, test: int, progress: Progress) -> Dataset:
    if where == "auto":
        return _best(train, test, progress)
    if where in NAMED:
        return _named(where, train, test, progress)
    path = Path(where).expanduser()
    if path.is_file():
        return select(prepared.read(path), train, test)
    return _in_folder(path, train, test, progress)


def _best(train: int, test: int, progress: Progress) -> Dataset:
    try:
        return _named("cifar10", train, test, progress)
    except StaffError as error:
        dataset = _named("standin", train, test, progress)
        return replace(dataset, notices=(error.message, *dataset.notices))


def _named(name: str, train: int, test: int, progress: Progress) -> Dataset:
    return cached(f"{name}-{train}-{test}", lambda: select(NAMED[name](progress), train, test))


def _in_folder(path: Path, train: int, test: int, progress: Progress) -> Dataset:
    for files, read in LAYOUTS:
        if found := files(path):
            key = f"{fingerprint(path, found)}-{train}-{test}"
            return cached(key, lambda read=read: select(read(path, progress), train, test))  # type: ignore[misc]
    raise _nothing(path)


def _nothing(path: Path) -> StaffError:
    if not path.exists():
        names = ", ".join(("auto", *NAMED))
        return StaffError(
            Text(ko=f"데이터를 찾을 수 없습니다: {path}", en=f"There is no data at {path}"),
            Text(
                ko=f"--data에는 {names} 중 하나나, 있는 폴더 또는 파일의 경로를 지정해 주세요.",
                en=f"--data takes one of {names}, or the path of a folder or file that exists.",
            ),
        )
    return StaffError(
        Text(ko=f"이미지가 없는 폴더입니다: {path}", en=f"There are no images in this folder: {path}"),
        folder.LAYOUT,
    )
