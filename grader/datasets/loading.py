"""Load the images that a recipe asks for from the places that the user names."""

from collections.abc import Sequence
from dataclasses import replace

from grader.base.errors import StaffError
from grader.base.progress import Progress, silent
from grader.base.text import Text
from grader.datasets.cache import load_or_make
from grader.datasets.dataset import Dataset
from grader.datasets.kinds import COMPOSITES, KINDS, SOURCES, parts
from grader.datasets.places import Place, best, place
from grader.records.assignment import Data


def load(
    data: Data, where: Sequence[str], *, train: int, test: int, progress: Progress | None = None
) -> Dataset:
    """Load the data that a recipe asks for, with as many images as it wants (see `select`).

    Args:
        data: the kind of data.
        where: the places to take it from, as given by the user with `--data`; the first one with this kind
            is used. Each is "auto" (the real data if it is nearby or can be downloaded, else the stand-in,
            with a notice), "standin", a kind ("cifar10": the real data), or the path of a prepared file, of
            a folder with data, or of a folder that contains such folders. If none of the places has this
            kind, it is loaded as from "auto", with a notice; an author's own data is then refused.
        train: number of training images; all of them if there are fewer.
        test: number of test images, likewise.
        progress: called during everything that takes time; None shows nothing.

    Raises:
        StaffError: the data is missing or unusable, or one of the places contains no data at all.
    """
    places = [place(each) for each in where]  # all of them, so that a misspelt one is reported
    return _load(data, where, places, train, test, progress or silent)


def find_kinds(where: Sequence[str]) -> tuple[Data, ...]:
    """Return the kinds of data that are in the places named by the user.

    Raises:
        StaffError: one of the places contains no data at all.
    """
    there = {kind for each in where for kind in place(each)}
    return tuple(kind for kind in KINDS if kind in there or there.issuperset(parts(kind)))


def _load(
    data: Data, where: Sequence[str], places: list[Place], train: int, test: int, progress: Progress
) -> Dataset:
    read = next((each[data] for each in places if data in each), None)
    if read is None and data in COMPOSITES:
        return _compose(data, [_load(part, where, places, train, test, progress) for part in parts(data)])
    if read is None and SOURCES[data].own and where:
        raise _of_another_kind(data, where)
    dataset = read(train, test, progress) if read else best(data, train, test, progress)
    notices = () if read else (_elsewhere(data, where),)
    provisional = (
        (_provisional(KINDS[data].title, own=data in SOURCES and SOURCES[data].own),)
        if dataset.provisional
        else ()
    )
    return replace(dataset, notices=(*notices, *dataset.notices, *provisional))


def _compose(data: Data, found: list[Dataset]) -> Dataset:
    key = "-".join((data, *(each.digest[:16] for each in found)))
    notices = dict.fromkeys(notice for each in found for notice in each.notices)
    dataset = load_or_make(key, lambda: COMPOSITES[data].compose(*found))
    return replace(dataset, notices=(*notices, *dataset.notices))


def _of_another_kind(data: Data, where: Sequence[str]) -> StaffError:
    title, names = KINDS[data].title, ", ".join(where)
    return StaffError(
        Text(
            ko=f"--data로 지정한 곳({names})에는 다른 종류의 데이터가 있습니다. 이 과제는 {title.ko} 데이터를"
            f" 씁니다(data={data!r}).",
            en=f"What --data names ({names}) holds data of another kind; the assignment asks for {title.en}"
            f" (data={data!r}).",
        ),
        Text(
            ko="과제의 데이터 파일을 --data로 지정하거나, 대체 데이터를 쓰려면 --data standin을 주십시오.",
            en="Name the assignment's own data file, or --data standin for the stand-in.",
        ),
    )


def _elsewhere(data: Data, where: Sequence[str]) -> Text:
    title, names = KINDS[data].title, ", ".join(where)
    return Text(
        ko=f"--data로 지정한 곳({names})에 {title.ko} 데이터가 없어, --data auto와 같이 찾았습니다.",
        en=f"There is no {title.en} in what --data names ({names}), so it was looked for as by --data auto.",
    )


def _provisional(title: Text, *, own: bool) -> Text:
    if own:
        return Text(
            ko="채점기가 만든 대체 데이터를 쓰므로, 그것으로 학습하여 얻은 점수는 잠정 점수입니다. 실제"
            " 데이터로 채점하려면 --data에 조교가 나눠 준 데이터 파일을 지정하십시오.",
            en="Data that the grader drew itself stands in for the assignment's own, so the points for"
            " training on it are provisional. To be graded on the real data, name the file that staff handed"
            " out with --data.",
        )
    return Text(
        ko=f"{title.ko} 대신 채점기가 만든 이미지를 쓰므로, 그것으로 학습하여 얻은 점수는 잠정 점수입니다. "
        f"실제 데이터로 채점하려면 --data에 {title.ko} 폴더나 조교가 나눠 준 데이터 파일을 지정하십시오.",
        en=f"Pictures that the grader made itself stand in for {title.en}, so the points for training on "
        f"them are provisional. To be graded on the real data, name a folder with {title.en}, or the data "
        "file that staff handed out, with --data.",
    )
