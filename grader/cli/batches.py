"""The commands for a whole class, in one language: `batch`, `report` and `override`."""

from pathlib import Path
from typing import Any, Final

import click

from grader.base.text import Language, Text
from grader.cli.help import Command
from grader.cli.options import command, due, training, unconfined

_BATCH: Final = Text(
    ko="한 반의 제출물을 모두 채점합니다 (담당자용).\n\n"
    "SUBMISSIONS는 학생마다 파일이나 폴더가 하나씩 있는 폴더나 zip입니다. "
    "Canvas, Moodle, Gradescope에서 한꺼번에 내려받은 것과 nbgrader 과제 폴더도 됩니다. "
    "중단되어도 같은 명령을 다시 실행하면 이어서 채점합니다.",
    en="Grade what a whole class handed in (for staff).\n\n"
    "SUBMISSIONS is a folder or a zip with a file or a folder a student, as Canvas, Moodle or Gradescope "
    "let you download it, or an nbgrader course. Stopped at any moment, the same command goes on where it "
    "was.",
)
_REPORT: Final = Text(
    ko="FOLDER에 있는 채점 결과로 보고서를 다시 만듭니다. 다시 채점하지는 않습니다.",
    en="Make the reports of a batch again, from the results in FOLDER; nothing is graded.",
)
_OVERRIDE: Final = Text(
    ko="학생 한 명의 항목 하나에 점수를 직접 줍니다. 이유는 모든 보고서에 나오고, 다시 채점해도 남습니다.\n\n"
    "CHECK은 보고서에 있는 항목의 이름입니다 (예: lenet.two_convolutions). late이면 지각 감점을 정합니다.",
    en="Give one check of one student other points. "
    "The reason is shown in every report, and survives grading anew.\n\n"
    "CHECK is the check's name in grades.csv, such as lenet.two_convolutions; late sets what lateness costs.",
)
_OUT: Final = Text(
    ko="결과를 둘 폴더 (기본값 ASSIGNMENT-grades)", en="folder for the results (default ASSIGNMENT-grades)"
)
_JOBS: Final = Text(
    ko="동시에 채점할 제출물 수 (기본값: 프로세서 수)", en="submissions at a time (default: processors)"
)
_CLUSTER: Final = Text(
    ko="Dask 클러스터의 스케줄러 주소 (예: tcp://host:8786). 그 워커들이 채점합니다.",
    en="scheduler of a Dask cluster whose workers are to grade, such as tcp://host:8786",
)
_ROSTER: Final = Text(
    ko="학생 명단 CSV. 제출하지 않은 학생도 알려 줍니다.",
    en="CSV list of the class; tells who handed in nothing",
)
_PATTERN: Final = Text(
    ko="파일 이름의 정규 표현식, 학생은 (?P<student>…)",
    en="regular expression of the names; (?P<student>…) is the student",
)
_REGRADE: Final = Text(ko="이미 채점한 것도 다시 채점합니다.", en="grade anew what is graded already")
_FAILED: Final = Text(
    ko="사람이 확인해야 하는 것으로 남은 제출물을 다시 채점합니다.",
    en="grade anew what was left for a person to look at",
)
_ONLY: Final = Text(ko="이 학생만 채점합니다 (여러 번 쓸 수 있음).", en="this student only (repeatable)")
_CLASS_REPORT: Final = Text(
    ko="다른 시스템에 넣을 점수 파일도 씁니다 (canvas, moodle, nbgrader). 여러 번 쓸 수 있음",
    en="write the scores for another system as well: canvas, moodle, nbgrader (repeatable)",
)
_SHEET: Final = Text(
    ko="점수를 채울 파일: Canvas 성적표나 Moodle 채점 워크시트를 내려받은 CSV",
    en="the CSV to fill in, as Canvas (gradebook) or Moodle (grading worksheet) let you download it",
)
_COLUMN: Final = Text(
    ko="점수를 넣을 열의 제목. 하나뿐이면 필요 없음",
    en="header of the column for the scores, if there are several",
)
_POINTS: Final = Text(ko="줄 점수", en="the points to give")
_WHY: Final = Text(ko="이유", en="the reason")


def commands(lang: Language) -> list[Command]:
    """Return the commands."""
    return [
        command("batch", _BATCH, _batch, _batch_parameters(lang), lang),
        command("report", _REPORT, _report, _report_parameters(lang), lang),
        command("override", _OVERRIDE, _override, _override_parameters(lang), lang),
    ]


def _batch_parameters(lang: Language) -> list[click.Parameter]:
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    return [
        click.Argument(["assignment"]),
        click.Argument(["submissions"], type=click.Path(path_type=Path, exists=True)),
        click.Option(["-o", "--out"], metavar="FOLDER", type=click.Path(path_type=Path), help=_OUT.get(lang)),
        click.Option(["--jobs"], metavar="N", type=click.IntRange(1), help=_JOBS.get(lang)),
        click.Option(["--cluster"], metavar="ADDRESS", help=_CLUSTER.get(lang)),
        click.Option(["--roster", "roster_file"], metavar="CSV", type=file, help=_ROSTER.get(lang)),
        click.Option(["--pattern"], metavar="REGEX", help=_PATTERN.get(lang)),
        click.Option(["--only"], multiple=True, metavar="STUDENT", help=_ONLY.get(lang)),
        click.Option(["--regrade"], is_flag=True, help=_REGRADE.get(lang)),
        click.Option(["--failed"], is_flag=True, help=_FAILED.get(lang)),
        *training(lang),
        unconfined(lang),
        due(lang),
    ]


def _report_parameters(lang: Language) -> list[click.Parameter]:
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    return [
        _folder(),
        click.Option(
            ["--report", "reports"], multiple=True, metavar="FORMAT=FILE", help=_CLASS_REPORT.get(lang)
        ),
        click.Option(["--sheet"], metavar="CSV", type=file, help=_SHEET.get(lang)),
        click.Option(["--column"], metavar="TITLE", help=_COLUMN.get(lang)),
        due(lang),
    ]


def _override_parameters(lang: Language) -> list[click.Parameter]:
    return [
        _folder(),
        click.Argument(["student"]),
        click.Argument(["check"]),
        click.Option(["--points"], required=True, type=float, metavar="P", help=_POINTS.get(lang)),
        click.Option(["--why"], required=True, metavar="TEXT", help=_WHY.get(lang)),
    ]


def _folder() -> click.Parameter:
    return click.Argument(["folder"], type=click.Path(path_type=Path, exists=True, file_okay=False))


def _batch(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.batch import batch

    return batch(lang=lang, **wanted)


def _report(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.batch import report

    return report(lang=lang, **wanted)


def _override(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.batch import set_points

    return set_points(lang=lang, **wanted)
