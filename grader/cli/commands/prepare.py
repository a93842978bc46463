"""`grade data prepare`: one file of images for staff to hand out."""

from pathlib import Path

from grader import datasets
from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.cli.progress_bar import Watch
from grader.cli.status import tell
from grader.datasets import Dataset
from grader.records.assignment import Data


def prepare(where: str, file: Path, *, kind: Data | None, train: int, test: int, lang: Language) -> None:
    """Load data of one kind (None: the first kind that is there) and write it to one file."""
    with Watch(lang) as watch:
        dataset = datasets.load(_kind(kind, where), (where,), train=train, test=test, progress=watch)
        datasets.prepare(dataset, file)
    tell(_made(file, dataset), lang, style="green")
    for notice in dataset.notices:
        tell(notice, lang, style="yellow")


def _kind(wanted: Data | None, where: str) -> Data:
    """The kind to prepare, which must be there: staff should not hand out something else."""
    held = datasets.held((where,))
    if wanted is not None and wanted not in held:
        names = ", ".join(held)
        raise StaffError(
            Text(ko=f"{where}에 {wanted} 데이터가 없습니다.", en=f"There is no {wanted} data in {where}."),
            Text(
                ko=f"있는 데이터: {names}. --kind로 지정해 주세요.",
                en=f"It holds {names}; say which with --kind.",
            ),
        )
    return wanted or held[0]


def _made(file: Path, dataset: Dataset) -> Text:
    title, size = dataset.title, file.stat().st_size / 1e6
    train, test = len(dataset.train_images), len(dataset.test_images)
    return Text(
        ko=f"'{file}' 파일을 만들었습니다 ({title.ko}, 학습 {train:,}개와 평가 {test:,}개, {size:.1f} MB). "
        "채점할 때 --data에 이 파일을 주면 됩니다.",
        en=f"Made '{file}' ({title.en}, {train:,} training and {test:,} test images, {size:.1f} MB). "
        "Grade with it as --data.",
    )
