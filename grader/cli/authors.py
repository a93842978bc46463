"""The commands for authors, in one language: `new`, `build`, `calibrate`, `validate` and `release`."""

from pathlib import Path
from typing import Any, Final

import click

from grader.cli.options import command, data, device, no_training
from grader.cli.spoken import Command, Rows
from grader.records.text import Language, Text

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
    ko="정답과 예시를 여러 번 학습시켜 calibration.md에 적을 표를 만들고 기준값을 제안합니다.",
    en="Train the reference and the examples with many seeds: the table for calibration.md, "
    "and thresholds that follow from it.",
)
_VALIDATE: Final = Text(
    ko="과제가 스스로의 규칙을 지키는지 확인합니다: 정답은 만점, 빈 템플릿은 0점, 예시는 적힌 대로.",
    en="Hold an assignment to its own rules: full marks for the reference, none for the template, "
    "the examples graded as they say.",
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
_SEEDS: Final = Text(ko="시드의 수 (기본값 10)", en="number of seeds (default 10)")
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
            [
                *assignment,
                data(lang),
                click.Option(["--seeds"], default=10, type=click.IntRange(2), help=_SEEDS.get(lang)),
            ],
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


def _new(lang: Language, **wanted: Any) -> int:
    from grader.cli.author import new

    return new(lang=lang, **wanted)


def _build(lang: Language, **wanted: Any) -> int:
    from grader.cli.author import build

    return build(lang=lang, **wanted)


def _calibrate(lang: Language, **wanted: Any) -> int:
    from grader.cli.author import calibrate

    return calibrate(lang=lang, **wanted)


def _validate(lang: Language, **wanted: Any) -> int:
    from grader.cli.author import validate

    return validate(lang=lang, **wanted)


def _release(lang: Language, **wanted: Any) -> int:
    from grader.cli.author import release

    return release(lang=lang, **wanted)
