"""A class of 60 in seven layouts: the same files of the same students, under other names."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.intake.zip_archive import UTF8

EXAMPLES: Final = Path(__file__).parents[2] / "assignments" / "assignment1" / "examples"
STUDENTS: Final = 60
_FAMILIES: Final = ("김", "이", "박", "최", "정", "강")
_GIVEN: Final = ("민수", "영희", "지훈", "서연", "도윤", "하은", "민준", "지우", "서준", "하윤")
WHEN: Final = "2026-11-29"


@dataclass(frozen=True)
class Pupil:
    """A student, and the one file that they handed in; without a name they handed in none."""

    number: int
    file: str
    content: bytes

    @property
    def id(self) -> str:
        return f"{2_023_100 + self.number}"

    @property
    def name(self) -> str:
        return _FAMILIES[self.number // len(_GIVEN)] + _GIVEN[self.number % len(_GIVEN)]


def _zip(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def _kinds() -> list[tuple[str, bytes]]:
    """Everything that students hand in: what can be graded, and what cannot."""
    right = (EXAMPLES / "right_functional.py").read_bytes()
    wrong = (EXAMPLES / "wrong_kernel_3.ipynb").read_bytes()
    return [
        ("lenet.py", right),
        ("hw1.ipynb", wrong),
        ("내 과제.zip", _zip("과제/hw1.py", right)),
        ("final_v2.py", right.replace(b"84", b"80")),
        ("hw1.rar", b"Rar!\x1a\x07\x01\x00"),
        ("report.pdf", b"%PDF-1.7"),
        ("empty.ipynb", b""),
        ("torn.ipynb", wrong[:300]),
        ("pictures.zip", _zip("model.png", b"png")),
        ("", b""),
    ]


def pupils() -> list[Pupil]:
    """The class."""
    kinds = _kinds()
    return [Pupil(number, *kinds[number % len(kinds)]) for number in range(STUDENTS)]


def roster(path: Path, group: list[Pupil]) -> Path:
    lines = ["학번,이름,username", *(f"{each.id},{each.name},stu{each.id}" for each in group)]
    path.write_text("\r\n".join(lines), encoding="cp949")
    return path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _canvas(folder: Path, each: Pupil) -> None:
    _write(folder / f"{each.name}_{500 + each.number}_{9000 + each.number}_{each.file}", each.content)


def _moodle(folder: Path, each: Pupil) -> None:
    said = f"{each.name}_{70_000 + each.number}_assignsubmission"
    _write(folder / f"{said}_file" / each.file, each.content)
    _write(folder / f"{said}_onlinetext" / "onlinetext.html", b"<p>Hello</p>")


def _blackboard(folder: Path, each: Pupil) -> None:
    said = f"HW 1_stu{each.id}_attempt_{WHEN}-13-05-{each.number % 60:02}"
    _write(folder / f"{said}.txt", b"Name")
    _write(folder / f"{said}_{each.file}", each.content)


def _nbgrader(folder: Path, each: Pupil) -> None:
    _write(folder / "submitted" / each.id / "assignment1" / each.file, each.content)


def _gradescope(folder: Path, each: Pupil) -> None:
    export = folder / "assignment_12_export"
    _write(export / f"submission_{each.number}" / each.file, each.content)
    with (export / "submission_metadata.yml").open("a", encoding="utf-8") as file:
        submitter = {":name": each.name, ":sid": each.id, ":email": f"stu{each.id}@example.com"}
        file.write(f"submission_{each.number}: {json.dumps({':submitters': [submitter]})}\n")


def _by_hand(folder: Path, each: Pupil) -> None:
    """Names that students were asked for, each with an idea of their own."""
    forms = ("{id}_{name}_과제1_{file}", "{name}({id})_{file}", "과제1 {id} {file}", "{name}_{file}")
    form = forms[each.number % len(forms)]
    _write(folder / form.format(id=each.id, name=each.name, file=each.file), each.content)


def _folders(folder: Path, each: Pupil) -> None:
    form = ("{id} {name}", "{name}_{id}", "{id}")[each.number % 3]
    _write(folder / form.format(id=each.id, name=each.name) / each.file, each.content)


LAYOUTS: Final[Mapping[str, Callable[[Path, Pupil], None]]] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "nbgrader": _nbgrader,
    "gradescope": _gradescope,
    "by hand": _by_hand,
    "folders": _folders,
}


def lay_out(layout: str, folder: Path, group: list[Pupil]) -> Path:
    """Write what a class handed in as a platform lets staff download it."""
    for each in group:
        if each.file:
            LAYOUTS[layout](folder, each)
    return folder


def zipped_by_windows(folder: Path, archive: Path) -> Path:
    """Zip a folder as Korean Windows does, with names in CP949."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            info = _Cp949Info(path.relative_to(folder).as_posix())
            file.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive


class _Cp949Info(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile calls it
        return self.filename.encode("cp949"), self.flag_bits & ~UTF8
