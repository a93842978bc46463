"""The commands for authors, in one language: `new`, `build`, `calibrate`, `validate` and `release`."""

from pathlib import Path
from typing import Any, Final

import click

from grader.base.text import Language, Text
from grader.cli.help import Command, Rows
from grader.cli.options import command, data, device, no_training

_NEW: Final = Text(
    ko="새 과제를 만듭니다. 만든 그대로 `grade validate`를 통과합니다.\n\n"
    "--dir 폴더에 assignments/ASSIGNMENT와 reference/ASSIGNMENT.py가 생깁니다.",
    en="Begin an assignment: one that passes `grade validate` as it is, to be changed into yours.\n\n"
    "It makes assignments/ASSIGNMENT and reference/ASSIGNMENT.py in the folder of --dir.",
)
_BUILD: Final = Text(
    ko="정답에서 references.json과 템플릿을 다시 만듭니다.",
    en="Make references.json and the templates anew from the reference.",
)
_CALIBRATE: Final = Text(
    ko="정답과 맞거나 틀린 모델을 여러 번 학습시켜 calibration.md에 적고 기준값을 제안합니다.\n\n"
    "모델은 과제의 variants.py에서, 없으면 예시와 실수에서 가져옵니다. 끝난 학습은 보관하므로 중단해도 같은 "
    "명령으로 이어집니다.",
    en="Train right and wrong models from many seeds; write calibration.md and propose thresholds.\n\n"
    "The models are the reference and those of the assignment's variants.py, else of its examples and its "
    "mistakes. Finished trainings are kept: stopped at any moment, the same command goes on where it was.",
)
_VALIDATE: Final = Text(
    ko="과제가 스스로의 규칙을 지키는지 확인합니다: 정답은 만점, 빈 템플릿은 0점, 예시와 실수는 적힌 대로.",
    en="Hold an assignment to its own rules: full marks for the reference, none for the template, "
    "the examples and the mistakes graded as they say.",
)
_RELEASE: Final = Text(
    ko="학생에게 줄 묶음을 만듭니다: 템플릿, 안내, 채점에 필요한 것. 정답은 들어가지 않습니다.",
    en="Make what students get: templates, pages, and what the checks need; never the solution.",
)
_DIR: Final = Text(
    ko="과제를 둘 폴더 (기본값: 현재 폴더)", en="the course's folder (default: the current one)"
)
_OUT: Final = Text(
    ko="만들 폴더, 또는 .zip 파일 (기본값: ASSIGNMENT)", en="folder or .zip to make (default: ASSIGNMENT)"
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
_STATUSES_TITLE: Final = Text(ko="종료 상태", en="Exit status")
_STATUSES: Final = (
    (
        "0",
        Text(
            ko="모든 규칙을 지킴 (잠정인 것이 있을 수 있음)",
            en="every rule holds; some provisionally, it may be",
        ),
    ),
    ("1", Text(ko="지키지 않은 규칙이 있음", en="a rule is broken")),
    ("2", Text(ko="명령이 잘못됨", en="the command line is wrong")),
    ("3", Text(ko="과제를 읽거나 실행하지 못함", en="the assignment cannot be read or run")),
)


def commands(lang: Language) -> list[Command]:
    """Return the commands."""
    statuses: tuple[Text, Rows] = (_STATUSES_TITLE, [(left, right.get(lang)) for left, right in _STATUSES])
    assignment: list[click.Parameter] = [click.Argument(["assignment"])]
    folder = click.Path(path_type=Path, file_okay=False)
    return [
        command(
            "new",
            _NEW,
            _new,
            [
                *assignment,
                click.Option(
                    ["--dir", "folder"], default=".", type=folder, metavar="DIR", help=_DIR.get(lang)
                ),
            ],
            lang,
        ),
        command("build", _BUILD, _build, assignment, lang),
        command(
            "calibrate",
            _CALIBRATE,
            _calibrate,
            [*assignment, data(lang), *_measuring(lang)],
            lang,
        ),
        command(
            "validate",
            _VALIDATE,
            _validate,
            [*assignment, data(lang), device(lang), no_training(lang)],
            lang,
            more=(statuses,),
        ),
        command(
            "release",
            _RELEASE,
            _release,
            [
                *assignment,
                click.Option(
                    ["-o", "--output"], type=click.Path(path_type=Path), metavar="PATH", help=_OUT.get(lang)
                ),
            ],
            lang,
        ),
    ]


def _measuring(lang: Language) -> list[click.Parameter]:
    """The options of `calibrate` alone."""
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


def _new(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.author import new

    return new(lang=lang, **wanted)


def _build(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.author import build

    return build(lang=lang, **wanted)


def _calibrate(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.calibrate import calibrate

    return calibrate(lang=lang, **wanted)


def _validate(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.author import validate

    return validate(lang=lang, **wanted)


def _release(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.author import release

    return release(lang=lang, **wanted)
