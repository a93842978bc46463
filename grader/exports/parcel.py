"""What every export holds: the grader's wheel, data to train on, and the options to grade with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.base.version import DISTRIBUTION, VERSION
from grader.exports.wheel import wheel
from grader.grading import course

FOLDER = ".grader"
"""The folder of the parcel in a repository."""
BROKEN_OFF: Final = Text(
    ko="채점이 끝나기 전에 중단되었습니다. 점수는 매기지 않았습니다. 조교에게 알려 주십시오.",
    en="The grading was broken off before its end, and nothing was scored. Please tell the staff.",
)


@dataclass(frozen=True)
class ExportOrder:
    """What to export.

    `data` holds files that `grade data prepare` made; without them, data is downloaded where grading happens.
    """

    assignment: str
    data: tuple[Path, ...]
    allow_unconfined: bool
    lang: Language
    image: str = ""
    """The name of the Docker image, where the system grades in one; empty for `image_name`."""

    @property
    def image_name(self) -> str:
        """The image's name. By itself it has no account, so that no stranger can publish one under it."""
        return self.image or f"{DISTRIBUTION}-{self.assignment}"


def parcel(order: ExportOrder) -> dict[str, bytes]:
    """Return the files that grading needs, by their names in the export.

    Raises:
        StaffError: a data file cannot be used, or data that the assignment needs is missing.
    """
    _must_suffice(order)
    data = {name: path.read_bytes() for name, path in zip(_names(order.data), order.data, strict=True)}
    name, content = wheel()
    return {name: content, **data}


def in_repository(order: ExportOrder, path: str, template: str) -> dict[str, bytes]:
    """Return the files for a repository: the one at `path` that CI reads, and the parcel.

    Raises:
        StaffError: a data file cannot be used, or data that the assignment needs is missing.
    """
    given = options(order, FOLDER)
    text = filled(template, assignment=order.assignment, options=given, version=VERSION)
    return {path: text.encode()} | {f"{FOLDER}/{name}": data for name, data in parcel(order).items()}


def in_image(order: ExportOrder, dockerfile: str) -> dict[str, bytes]:
    """Return what the Docker image is built from: its `Dockerfile`, from that template, and the parcel.

    Raises:
        StaffError: a data file cannot be used, or data that the assignment needs is missing.
    """
    text = filled(dockerfile, image=order.image_name)
    content = {"Dockerfile": text.encode()} | parcel(order)
    return {f"image/{name}": data for name, data in content.items()}


def options(order: ExportOrder, folder: str) -> str:
    """Return the options of `grade run` for a parcel in `folder`."""
    given = [f"--data {folder}/{name}" for name in _names(order.data)]
    unconfined = ["--allow-unconfined"] if order.allow_unconfined else []
    return " ".join(["--official", *unconfined, f"--lang {order.lang}", *given])


def filled(template: str, **values: str) -> str:
    """Return a template with its placeholders (`%name%`) filled in."""
    text = (Path(__file__).parent / "templates" / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"%{name}%", value)
    return text


def _names(data: Sequence[Path]) -> list[str]:
    """Return names that need no quotes in a shell."""
    return [f"data-{number}.safetensors" for number, _ in enumerate(data, 1)]


def _must_suffice(order: ExportOrder) -> None:
    if not order.data:
        return
    from grader import datasets  # torch

    held = datasets.find_kinds([str(path.resolve()) for path in order.data])
    needed = {part.recipe.data for part in course.load(order.assignment).parts if part.recipe}
    missing = ", ".join(sorted(needed.difference(held)))
    if missing:
        raise StaffError(
            Text(
                ko=f"{order.assignment}에 필요한 데이터가 없습니다: {missing}",
                en=f"The data lacks what {order.assignment} needs: {missing}",
            ),
            Text(
                ko="--data를 여러 번 주거나, 모두 생략하십시오.",
                en="Give --data several times, or not at all.",
            ),
        )
