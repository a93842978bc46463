"""`grade data prepare`: one file of images for staff to hand out."""

from pathlib import Path

from grader import datasets
from grader.cli.status import tell
from grader.cli.watch import Watch
from grader.records.text import Language, Text


def prepare(where: str, file: Path, *, train: int, test: int, lang: Language) -> None:
    """Load a data set and write it to one file."""
    with Watch(lang) as watch:
        dataset = datasets.load(where, train=train, test=test, progress=watch)
        datasets.prepare(dataset, file)
    size = file.stat().st_size / 1e6
    tell(
        Text(
            ko=f"'{file}' 파일을 만들었습니다 ({size:.1f} MB). 채점할 때 --data에 이 파일을 주면 됩니다.",
            en=f"Made '{file}' ({size:.1f} MB). Grade with it as --data.",
        ),
        lang,
        style="green",
    )
