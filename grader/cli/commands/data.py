"""`grade data prepare`: make one file of images for staff to hand out."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import click

from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.cli.help import Group
from grader.cli.options import command, common
from grader.cli.progress_bar import Watch
from grader.cli.status import tell
from grader.records.assignment import Data

if TYPE_CHECKING:  # torch
    from grader.datasets import Dataset

_DATA: Final = Text(ko="데이터를 준비합니다 (조교용).", en="Prepare data (for staff).")
_PREPARE: Final = Text(
    ko="나누어 줄 데이터 파일 하나를 만듭니다. 파일 하나에는 데이터 한 종류가 들어갑니다.\n\n"
    "WHERE는 cifar10, mnist, scenes, 데이터 폴더 또는 자신의 데이터 파일이고, FILE은 `--data`에 줄"
    " 파일입니다.",
    en="Make one data file to hand out. A file holds one kind of data.\n\n"
    "WHERE is cifar10, mnist, scenes, a folder with data or a file of your own; FILE is what `--data` then"
    " takes.",
)
_KIND_OPTION: Final = Text(
    ko="데이터 종류 (기본값: WHERE에 있는 첫 번째 종류)",
    en="kind of data (default: the first that WHERE has)",
)
_TRAIN_OPTION: Final = Text(ko="학습 이미지 수 (기본값 10000)", en="training images (default 10000)")
_TEST_OPTION: Final = Text(ko="테스트 이미지 수 (기본값 2000)", en="test images (default 2000)")


def declare(lang: Language) -> Group:
    """Return the command in one language: a group, with only one command so far."""
    group = Group("data", help=_DATA.get(lang), params=common(lang), no_args_is_help=True)
    group.add_command(command("prepare", _PREPARE, prepare, _parameters(lang), lang))
    return group


def _parameters(lang: Language) -> list[click.Parameter]:
    return [
        click.Argument(["where"]),
        click.Argument(["file"], type=click.Path(path_type=Path)),
        click.Option(["--kind"], type=click.Choice(get_args(Data)), help=_KIND_OPTION.get(lang)),
        click.Option(["--train"], default=10_000, type=click.IntRange(1), help=_TRAIN_OPTION.get(lang)),
        click.Option(["--test"], default=2_000, type=click.IntRange(1), help=_TEST_OPTION.get(lang)),
    ]


def prepare(where: str, file: Path, *, kind: Data | None, train: int, test: int, lang: Language) -> int:
    """Load data of one kind (None: the first kind found) and write it to one file."""
    from grader import datasets  # torch

    with Watch(lang) as watch:
        dataset = datasets.load(_kind(kind, where), (where,), train=train, test=test, progress=watch)
        datasets.prepare(dataset, file)
    tell(_made(file, dataset), lang, style="green")
    for notice in dataset.notices:
        tell(notice, lang, style="yellow")
    return 0


def _kind(wanted: Data | None, where: str) -> Data:
    """Return the kind to prepare, which must be there: staff should not hand out something else."""
    from grader import datasets

    held = datasets.find_kinds((where,))
    if wanted is not None and wanted not in held:
        names = ", ".join(held)
        raise StaffError(
            Text(ko=f"{where}에 {wanted} 데이터가 없습니다.", en=f"There is no {wanted} data in {where}."),
            Text(
                ko=f"있는 데이터: {names}. --kind로 지정하십시오.",
                en=f"It holds {names}; say which with --kind.",
            ),
        )
    return wanted or held[0]


def _made(file: Path, dataset: "Dataset") -> Text:
    title, size = dataset.title, file.stat().st_size / 1e6
    train, test = len(dataset.train_images), len(dataset.test_images)
    return Text(
        ko=f"'{file}' 파일을 만들었습니다 ({title.ko}, 학습 {train:,}장과 테스트 {test:,}장, {size:.1f} MB). "
        "채점할 때 --data에 이 파일을 주면 됩니다.",
        en=f"Made '{file}' ({title.en}, {train:,} training and {test:,} test images, {size:.1f} MB). "
        "Grade with it as --data.",
    )
