"""Find the kinds of data in the place that one `--data` names."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.base.cache import fingerprint
from grader.base.errors import StaffError
from grader.base.progress import Progress
from grader.base.text import Text
from grader.datasets import arrays, folder, prepared, real
from grader.datasets.cache import load_or_make
from grader.datasets.dataset import Dataset
from grader.datasets.kinds import KINDS, SOURCES, Layout, kind_of, parts
from grader.datasets.selection import select
from grader.records.assignment import Data

Reader = Callable[[int, int, Progress], Dataset]
"""Returns the data set with the given numbers of training and test images."""
Place = dict[Data, Reader]
"""The kinds of data in a place, and how to read each from there."""

UNREAD_TABLES = (".parquet", ".feather", ".arrow", ".xlsx", ".tsv")
"""Endings of tables that would need a large package, or are not in the one form that is read."""

NAMED = tuple(kind for kind in KINDS if kind not in SOURCES or not SOURCES[kind].own)
"""The kinds of data that have a home page, or are composed of such."""
NAMES = ("auto", *NAMED, "standin")
"""Places with a name; it takes precedence over a folder of the same name."""


def place(where: str) -> Place:
    """Return the place that a user names with one `--data`: one of `NAMES`, or a path.

    Raises:
        StaffError: the path does not exist or contains no data.
    """
    if where == "auto":
        return {kind: partial(best, kind) for kind in SOURCES}
    if where == "standin":
        return {kind: partial(_standin, kind) for kind in SOURCES}
    for kind in NAMED:
        if where == kind:
            return {part: partial(_real, part, retry=True) for part in parts(kind)}
    path = Path(where).expanduser()
    found = _in_file(path) if path.is_file() else _in_folder(path)
    if not found:
        raise _nothing(path)
    return found


def best(kind: Data, train: int, test: int, progress: Progress) -> Dataset:
    """Return the real data if it is nearby or can be downloaded, else its stand-in and a notice why."""
    try:
        return _real(kind, train, test, progress, retry=False)
    except StaffError as error:
        dataset = _standin(kind, train, test, progress)
        return replace(dataset, notices=(error.message, *dataset.notices))


def _real(kind: Data, train: int, test: int, progress: Progress, *, retry: bool) -> Dataset:
    return load_or_make(
        f"{kind}-{train}-{test}", lambda: select(real.read(kind, progress, retry=retry), train, test)
    )


def _standin(kind: Data, train: int, test: int, progress: Progress) -> Dataset:
    return load_or_make(
        f"{kind}-standin-{train}-{test}", lambda: select(SOURCES[kind].standin(progress), train, test)
    )


def _in_file(path: Path) -> Place:
    if path.suffix.lower() in arrays.SUFFIXES:
        return _own(path)
    if path.suffix.lower() in UNREAD_TABLES:
        raise _unread_table(path)
    name, own = prepared.name(path)
    kind = own or kind_of(name)
    if kind is None:
        raise prepared.unusable(path, "모르는 종류의 데이터입니다", "it holds an unknown kind of data")
    return {kind: lambda train, test, _: select(prepared.read(path), train, test)}


def _unread_table(path: Path) -> StaffError:
    return StaffError(
        Text(
            ko=f"{path.suffix} 표는 읽지 않습니다: {path}",
            en=f"Tables in {path.suffix} files are not read: {path}",
        ),
        Text(
            ko="표는 .csv로, 배열은 .npz로 저장하십시오. 예: pandas.read_parquet(…).to_csv(…, index=False)",
            en="Save a table as .csv, or arrays as .npz: pandas.read_parquet(…).to_csv(…, index=False).",
        ),
    )


def _own(path: Path) -> Place:
    """Return an author's own data, whose kind its content tells."""
    whole = load_or_make(f"own-{fingerprint(path.parent, [path])}", lambda: arrays.read(path))
    assert whole.kind is not None, "an author's own data has a kind"
    return {whole.kind: lambda train, test, _: select(whole, train, test)}


def _in_folder(path: Path) -> Place:
    """Return the data in a folder itself, or in the folders that it contains."""
    inner = [each for each in path.glob("*") if each.is_dir()]
    found: Place = {}
    for kind, source in SOURCES.items():
        nearest = sorted(inner, key=lambda each: (each.name != kind, each.name))
        for root in (path, *nearest):
            for layout in source.layouts:
                if kind not in found and (files := layout.files(root)):
                    found[kind] = partial(_load_layout, layout, root, files)
    return found


def _load_layout(
    layout: Layout, root: Path, files: list[Path], train: int, test: int, progress: Progress
) -> Dataset:
    key = f"{fingerprint(root, files)}-{train}-{test}"
    return load_or_make(key, lambda: select(layout.read(root, progress), train, test))


def _nothing(path: Path) -> StaffError:
    if not path.exists():
        names = ", ".join(NAMES)
        return StaffError(
            Text(ko=f"데이터를 찾을 수 없습니다: {path}", en=f"There is no data at {path}"),
            Text(
                ko=f"--data에는 {names} 중 하나나, 있는 폴더 또는 파일의 경로를 지정하십시오.",
                en=f"--data takes one of {names}, or the path of a folder or file that exists.",
            ),
        )
    return StaffError(
        Text(ko=f"이미지가 없는 폴더입니다: {path}", en=f"There are no images in this folder: {path}"),
        Text(
            ko=f"{folder.LAYOUT.ko} torchvision이 내려받은 CIFAR-10이나 MNIST 폴더도 쓸 수 있습니다.",
            en=f"{folder.LAYOUT.en} torchvision's folders of CIFAR-10 or MNIST will do as well.",
        ),
    )
