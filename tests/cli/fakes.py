"""A stand-in for the grading layer: reports made by hand, so that the command line can be tried alone.

Run as a script it is the `grade` command with the stand-in behind it.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from samples import SAMPLES

from grader.records.errors import NothingToGrade, StaffError
from grader.records.progress import Progress
from grader.records.report import PartReport, Report
from grader.records.text import Text


@dataclass(frozen=True)
class Settings:
    data: str = "auto"
    device: str = "auto"
    training: bool = True


def grade(
    path: Path,
    assignment: object,
    settings: Settings,
    progress: Progress,
    on_part: Callable[[PartReport], None] | None,
) -> Report:
    """Do what the file's name says."""
    progress(Text(ko="모델을 읽는 중", en="Reading the model"), 0, None)
    if path.stem in SAMPLES:
        report = SAMPLES[path.stem]()
        for part in report.parts:
            if on_part is not None:
                on_part(part)
        return report
    if path.stem == "nothing":
        raise NothingToGrade(
            Text(ko="모델이 없습니다.", en="There is no model."),
            Text(ko="클래스를 쓰십시오.", en="Write one."),
        )
    if path.stem == "staff":
        raise StaffError(Text(ko="데이터가 없습니다.", en="The data is missing."))
    if path.stem == "endless":
        endless(path)
    raise ZeroDivisionError("a bug")


def endless(path: Path) -> None:
    """Wait for a child that never ends; its id is written into the file."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    try:
        path.write_text(str(child.pid))
        while True:
            time.sleep(0.05)
    finally:
        child.kill()
        child.wait()


def find(folder: Path, names: tuple[str, ...]) -> Path:
    found = sorted(folder.glob("*.ipynb"))
    if not found:
        raise NothingToGrade(Text(ko="제출 파일이 없습니다.", en="There is no submission here."))
    return found[0]


def install() -> None:
    course = ModuleType("grader.grading.course")
    course.__dict__.update(
        names=lambda: ("assignment1", "assignment2"),
        titles=lambda: {
            "assignment1": Text(ko="CNN과 LeNet-5", en="CNN and LeNet-5"),
            "assignment2": Text(ko="U-Net", en="U-Net"),
        },
        load=lambda name: SimpleNamespace(parts=(SimpleNamespace(model="LeNet5"),)),
    )
    grading = ModuleType("grader.grading.grade")
    grading.__dict__.update(grade=grade, Settings=Settings)
    intake = ModuleType("grader.intake")
    intake.__dict__.update(find=find)
    sys.modules.update({course.__name__: course, grading.__name__: grading, intake.__name__: intake})
    import grader
    import grader.grading

    grader.grading.course = course
    grader.intake = intake  # type: ignore[attr-defined]


if __name__ == "__main__":
    install()
    from grader.cli import main

    sys.exit(main())
