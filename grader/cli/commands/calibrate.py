"""`grade calibrate`: measure how right and wrong models score over many seeds, and propose thresholds."""

import os
import shlex
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from grader.base.cache import folder
from grader.base.errors import StaffError
from grader.base.text import Language, Text, same
from grader.cli.assignment_argument import assignment_argument
from grader.cli.help import Command
from grader.cli.options import command, data
from grader.cli.progress_bar import Watch
from grader.cli.status import Status, tell
from grader.confinement.host import Host, choose_tier
from grader.confinement.process_pool import usable_processors
from grader.grading import ENTRIES, course

_CALIBRATE: Final = Text(
    ko="정답과 맞거나 틀린 모델을 여러 번 학습시켜 calibration.md에 적고 기준값을 제안합니다.\n\n"
    "모델은 과제의 variants.py에서, 없으면 예시와 실수에서 가져옵니다. 끝난 학습은 보관하므로 중단해도 같은 "
    "명령으로 이어집니다.",
    en="Train right and wrong models from many seeds; write calibration.md and propose thresholds.\n\n"
    "The models are the reference and those of the assignment's variants.py, else of its examples and "
    "its mistakes. Finished trainings are kept: stopped at any moment, the same command goes on from there.",
)
_SEEDS: Final = Text(
    ko="맞는 모델의 시드 수; 틀린 모델은 그 절반 (기본값 10)",
    en="seeds of right models; wrong ones have half as many (default 10)",
)
_FIRST: Final = Text(ko="첫 시드 (기본값 0)", en="the first seed (default 0)")
_PART: Final = Text(ko="이 부분만 (예: lenet5)", en="this part alone, such as lenet5")
_FALSE_FAIL: Final = Text(
    ko="맞는 모델이 만점 기준에 못 미쳐도 되는 확률 (기본값 0.001)",
    en="how often a right model may fall below full marks (default 0.001)",
)
_JOBS: Final = Text(
    ko="동시에 할 학습 수 (기본값: 프로세서 수)", en="trainings at a time (default: processors)"
)
_BUDGETS: Final = Text(
    ko="더 짧고 더 긴 학습도 재어 충분한 것을 제안 (시간 약 4배)",
    en="measure shorter and longer trainings too, and propose one (about four times as long)",
)
_ADOPT: Final = Text(
    ko="제안된 기준값을 assignment.py에 적기", en="write the proposed thresholds into assignment.py"
)
_TO: Final = Text(
    ko="기록할 파일 (기본값: 과제 폴더의 calibration.md)",
    en="file to write to (default: the assignment's calibration.md)",
)
_STOPPED: Final = Text(
    ko="중단했습니다. 끝난 학습은 보관했습니다. 같은 명령을 다시 실행하면 이어서 합니다.",
    en="Stopped. Finished trainings are kept: the same command goes on where it was.",
)
_UNCHANGED: Final = Text(
    ko="기준값은 바꾸지 않았습니다. --adopt를 붙이면 제안된 기준값을 assignment.py에 적습니다.",
    en="No threshold was changed. With --adopt, those that are proposed are written into assignment.py.",
)
_NOTHING_TO_ADOPT: Final = Text(
    ko="제안이 없어 assignment.py는 그대로입니다.", en="Nothing is proposed, so assignment.py is as it was."
)
_WORDS: Final = Text(
    ko="assignment.py에 적었습니다. 기준값 옆의 설명은 직접 고치십시오.",
    en="Written into assignment.py. The words beside the thresholds are yours to change.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    parameters = [assignment_argument(), data(lang), *_parameters(lang)]
    return command("calibrate", _CALIBRATE, calibrate, parameters, lang)


def _parameters(lang: Language) -> list[click.Parameter]:
    file = click.Path(path_type=Path, dir_okay=False)
    share = click.FloatRange(0, 0.5, min_open=True)
    return [
        click.Option(["--seeds"], default=10, type=click.IntRange(2), metavar="N", help=_SEEDS.get(lang)),
        click.Option(["--first"], default=0, type=click.IntRange(0), metavar="N", help=_FIRST.get(lang)),
        click.Option(["--part"], metavar="PART", help=_PART.get(lang)),
        click.Option(["--false-fail"], default=0.001, type=share, metavar="P", help=_FALSE_FAIL.get(lang)),
        click.Option(["--jobs"], type=click.IntRange(1), metavar="N", help=_JOBS.get(lang)),
        click.Option(["--budgets"], is_flag=True, help=_BUDGETS.get(lang)),
        click.Option(["--adopt"], is_flag=True, help=_ADOPT.get(lang)),
        click.Option(["-o", "--output"], type=file, metavar="FILE", help=_TO.get(lang)),
    ]


def calibrate(
    *,
    assignment: str,
    data: tuple[str, ...],
    seeds: int,
    first: int,
    part: str | None,
    false_fail: float,
    jobs: int | None,
    budgets: bool,
    adopt: bool,
    output: Path | None,
    lang: Language,
) -> int:
    """Train the models, show and write the results, and return the exit status."""
    from grader.authoring.calibration import adopt as adopting  # torch
    from grader.authoring.calibration import markdown, measured, terminal
    from grader.authoring.calibration.calibrate import CalibrationRequest, calibrate, parts_to_train
    from grader.authoring.calibration.study import own
    from grader.grading.trainer import Settings

    found = course.load(assignment)
    file = output or found.here / measured.FILE
    if not os.access(file.parent, os.W_OK):  # reported now, not after an hour of training
        raise _unwritable(file, Text(ko="쓸 수 있는 폴더가 아닙니다.", en="its folder cannot be written to."))
    wanted = CalibrationRequest(
        parts_to_train(found, part),
        range(first, first + seeds),
        false_fail,
        jobs or usable_processors(),
        budgets,
    )
    settings = Settings(data=data, device="cpu", trainings=folder("trainings"))
    try:
        with Watch(lang, counted=True) as watch, Host(*ENTRIES, tier=choose_tier()) as host:
            parts = calibrate(found, wanted, settings, host, watch)
    except KeyboardInterrupt:
        tell(_STOPPED, lang)
        return Status.STOPPED
    console = Console()
    for studies in parts:
        console.print(terminal.render(studies, lang))
    command = _command(assignment, data, seeds, first, part, false_fail, budgets)
    try:
        markdown.write(parts, f"What the thresholds of {assignment} rest on", command, file)
    except (OSError, UnicodeError) as error:
        raise _unwritable(file, same(str(error))) from error
    tell(Text(ko=f"'{file}'에 기록했습니다.", en=f"Written to '{file}'."), lang, style="green")
    if not adopt:
        tell(_UNCHANGED, lang)
        return Status.FULL_MARKS
    changes = adopting.adopt(found.here, [own(studies) for studies in parts])
    for each in changes:
        tell(each, lang, style="")
    tell(_WORDS if changes else _NOTHING_TO_ADOPT, lang, style="green" if changes else "yellow")
    return Status.FULL_MARKS


def _unwritable(file: Path, why: Text) -> StaffError:
    return StaffError(
        Text(ko=f"'{file}'에 기록할 수 없습니다: {why.ko}", en=f"'{file}' cannot be written: {why.en}"),
        Text(ko="-o로 다른 파일을 지정하십시오.", en="Name another file with -o."),
    )


def _command(
    assignment: str,
    data: tuple[str, ...],
    seeds: int,
    first: int,
    part: str | None,
    false_fail: float,
    budgets: bool,
) -> str:
    """Return the command that repeats the measurement, without the folder that the data is in."""
    where = [word for each in data for word in ("--data", _placeless(each))]
    more = [*(["--part", part] if part else []), *(["--budgets"] if budgets else [])]
    wanted = ["--seeds", seeds, "--first", first, "--false-fail", false_fail, *more]
    return shlex.join(["grade", "calibrate", assignment, *where, *map(str, wanted)])


def _placeless(data: str) -> str:
    return f"FOLDER/{Path(data).name}" if Path(data).name != data else data
