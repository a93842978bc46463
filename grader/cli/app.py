"""The commands and their options, in one language.

Nothing here imports torch: `grade --help` and `grade list` answer at once. A command imports what it needs
when it runs.
"""

from functools import partial
from pathlib import Path
from typing import Any, Final, cast, get_args

import click

from grader.base.text import Language, Text
from grader.base.version import VERSION
from grader.cli import authors, batches
from grader.cli.help import Command, Group, Rows
from grader.cli.options import Moment, command, common, due, training, unconfined
from grader.records.assignment import Data
from grader.reports.formats import FORMATS

_GRADE: Final = Text(
    ko="딥러닝 과제의 모델을 채점합니다. 제출 파일에서 모델을 찾아 구조를 검사하고 짧게 학습시켜 봅니다.",
    en="Grade the model of a deep-learning assignment: find it in the file, check it, and train it briefly.",
)
_EXAMPLES_TITLE: Final = Text(ko="예", en="Examples")
_EXAMPLES: Final = (
    (
        "grade assignment1",
        Text(ko="현재 폴더의 제출 파일을 채점합니다", en="grade the submission in this folder"),
    ),
    ("grade assignment1 lenet.ipynb", Text(ko="노트북 하나를 채점합니다", en="grade one notebook")),
    (
        "grade assignment1 --no-training",
        Text(ko="학습 없이 구조만 확인합니다", en="check the structure only"),
    ),
    (
        "grade assignment1 --json out.json",
        Text(ko="결과를 JSON으로도 저장합니다", en="keep the result as JSON too"),
    ),
    ("grade list", Text(ko="과제 목록을 봅니다", en="show the assignments")),
)
_STATUSES_TITLE: Final = Text(ko="종료 상태", en="Exit status")
_STATUSES: Final = (
    ("0", Text(ko="만점", en="full marks")),
    ("1", Text(ko="채점했고 감점이 있음", en="graded, with points missing")),
    ("2", Text(ko="채점할 것이 없거나 명령이 잘못됨", en="nothing to grade, or the command line is wrong")),
    ("3", Text(ko="채점기 또는 담당자 쪽의 문제", en="the grader's or the staff's fault; nothing is scored")),
    ("130", Text(ko="Ctrl-C로 중단", en="stopped by Ctrl-C")),
)
_RUN: Final = Text(
    ko="과제 하나를 채점합니다. `run`은 생략할 수 있습니다.\n\n"
    "FILE을 주지 않으면 현재 폴더에서 제출 파일을 찾습니다.",
    en="Grade one submission; the word `run` may be left out.\n\n"
    "Without FILE, it is looked for in the current folder.",
)
_CHECK: Final = Text(
    ko="저장할 때마다 다시 채점합니다. `run --watch`와 같습니다. Ctrl-C로 끝냅니다.",
    en="Grade anew at every save, as `run --watch` does; Ctrl-C ends it.",
)
_START: Final = Text(
    ko="과제의 시작 파일(노트북)을 현재 폴더에 만듭니다. 있는 파일은 건드리지 않습니다.",
    en="Put the assignment's template (a notebook) into the current folder; never over what is there.",
)
_SCRIPT: Final = Text(ko="노트북 대신 파이썬 파일을 만듭니다.", en="a Python file in place of a notebook")
_DOCTOR: Final = Text(
    ko="이 컴퓨터에서 채점할 수 있는지, 없다면 무엇을 해야 하는지 알려 줍니다.",
    en="Say whether this machine can grade, and what to do if it cannot.",
)
_AS_JSON: Final = Text(ko="JSON으로 씁니다.", en="write JSON")
_WATCH: Final = Text(
    ko="저장할 때마다 다시 채점하고, 달라진 것을 먼저 보여 줍니다.",
    en="grade anew at every save, and show first what has changed",
)
_LIST: Final = Text(ko="과제 목록을 보여 줍니다.", en="Show the assignments.")
_DATA: Final = Text(ko="데이터를 준비합니다 (담당자용).", en="Prepare data (for staff).")
_PREPARE: Final = Text(
    ko="나누어 줄 데이터 파일 하나를 만듭니다. 파일 하나에는 데이터 한 종류가 들어갑니다.\n\n"
    "WHERE는 cifar10, mnist, scenes 또는 데이터 폴더이고, FILE은 `--data`에 줄 파일입니다.",
    en="Make one data file to hand out. A file holds one kind of data.\n\n"
    "WHERE is cifar10, mnist, scenes or a folder with data; FILE is what `--data` then takes.",
)
_EXPORT: Final = Text(
    ko="다른 시스템에서 채점하는 데 필요한 파일을 만듭니다 (담당자용).",
    en="Make what another system needs to grade (for staff).",
)
_EXPORTS: Final = {
    "github": Text(
        ko="GitHub 저장소에 넣을 워크플로를 만듭니다.", en="Make a workflow for a GitHub repository."
    ),
    "gitlab": Text(ko="GitLab 저장소에 넣을 작업을 만듭니다.", en="Make a job for a GitLab repository."),
    "gradescope": Text(
        ko="Gradescope에 올릴 자동 채점기 zip을 만듭니다.", en="Make the autograder zip for Gradescope."
    ),
}
_FOLDER_OPTION: Final = Text(
    ko="파일을 만들 저장소 폴더 (기본값: 현재 폴더)",
    en="the repository's folder (default: the current one)",
)
_ZIP_OPTION: Final = Text(ko="만들 파일 (기본값 autograder.zip)", en="file to make (default autograder.zip)")
_EXPORTED_DATA: Final = Text(
    ko="`grade data prepare`로 만든 데이터 파일을 함께 넣습니다. 여러 번 줄 수 있습니다.",
    en="put in a file that `grade data prepare` made; may be given several times",
)
_JSON_OPTION: Final = Text(
    ko="결과를 JSON 파일로도 저장합니다. -를 주면 보고서 대신 표준 출력에 씁니다.",
    en="write the result as JSON as well; - writes it to standard output in place of the report",
)
_REPORT_OPTION: Final = Text(
    ko=f"다른 시스템이 읽는 형식으로도 저장합니다. 여러 번 줄 수 있습니다: {', '.join(FORMATS)}",
    en=f"write the result for another system as well; may be given several times: {', '.join(FORMATS)}",
)
_OFFICIAL: Final = Text(
    ko="공식 채점: 격리할 수 없는 컴퓨터에서는 채점하지 않습니다.",
    en="official grading: refused where the machine cannot confine what is graded",
)
_REGRADE: Final = Text(
    ko="바뀐 것이 없어도 다시 채점합니다.", en="grade anew, even if nothing has changed since the last time"
)
_POINTS_ONLY: Final = Text(
    ko="점수만 출력합니다 (예: 83.5/100)", en="print the points alone, such as 83.5/100"
)
_SUBMITTED: Final = Text(
    ko="제출한 시각. 마감보다 늦으면 과제의 지각 규칙대로 감점합니다.",
    en="when it was handed in; after the due date, the assignment's late policy applies",
)
_SHOW_HIDDEN: Final = Text(
    ko="학생에게 마감 뒤에 공개되는 항목도 보여 줍니다 (담당자용).",
    en="show the checks, too, that students do not see before the due date (for staff)",
)
_VERSION_OPTION: Final = Text(ko="버전을 보여 줍니다.", en="show the version")
_KIND_OPTION: Final = Text(
    ko="데이터 종류 (기본값: WHERE에 있는 첫 번째 종류)",
    en="kind of data (default: the first that WHERE has)",
)
_TRAIN_OPTION: Final = Text(ko="학습 이미지 수 (기본값 10000)", en="training images (default 10000)")
_TEST_OPTION: Final = Text(ko="평가 이미지 수 (기본값 2000)", en="test images (default 2000)")


class AssignmentGroup(Group):
    """A group in which `grade assignment1` is `grade run assignment1`."""

    def options(self, ctx: click.Context) -> Rows:
        """Return what `run` takes as well, since `run` can be left out."""
        own = super().options(ctx)
        run = [row for row in cast("Command", self.commands["run"]).options(ctx) if row not in own]
        return run + own

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "run", self.commands["run"], args


def build(lang: Language) -> click.Group:
    """Return the `grade` command, speaking one language."""
    examples = _rows(_EXAMPLES_TITLE, _EXAMPLES, lang)
    statuses = _rows(_STATUSES_TITLE, _STATUSES, lang)
    grade = AssignmentGroup(
        "grade",
        help=_GRADE.get(lang),
        params=[*common(lang), _version(lang)],
        more=(examples, statuses),
        context_settings={"obj": lang, "ignore_unknown_options": True},
        no_args_is_help=True,
        subcommand_metavar="ASSIGNMENT [FILE] | COMMAND ...",
    )
    data = Group("data", help=_DATA.get(lang), params=common(lang), no_args_is_help=True)
    data.add_command(command("prepare", _PREPARE, _prepare, _prepare_parameters(lang), lang))
    export = Group("export", help=_EXPORT.get(lang), params=common(lang), no_args_is_help=True)
    for to, text in _EXPORTS.items():
        export.add_command(command(to, text, partial(_export, to), _export_parameters(to, lang), lang))
    grade.add_command(command("run", _RUN, _run, _run_parameters(lang), lang, more=(examples, statuses)))
    check = partial(_run, watch=True)
    grade.add_command(command("check", _CHECK, check, _grading_parameters(lang), lang))
    grade.add_command(command("start", _START, _start, _start_parameters(lang), lang))
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=_AS_JSON.get(lang))
    grade.add_command(command("doctor", _DOCTOR, _doctor, [as_json], lang))
    grade.add_command(command("list", _LIST, _list, [], lang))
    grade.add_command(data)
    grade.add_command(export)
    for each in (*batches.commands(lang), *authors.commands(lang)):
        grade.add_command(each)
    return grade


def _rows(title: Text, rows: tuple[tuple[str, Text], ...], lang: Language) -> tuple[Text, Rows]:
    return title, [(left, right.get(lang)) for left, right in rows]


def _version(lang: Language) -> click.Parameter:
    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=_VERSION_OPTION.get(lang),
    )


def _run_parameters(lang: Language) -> list[click.Parameter]:
    watch = click.Option(["--watch"], is_flag=True, help=_WATCH.get(lang))
    return [*_grading_parameters(lang), watch]


def _start_parameters(lang: Language) -> list[click.Parameter]:
    return [
        click.Argument(["assignment"]),
        click.Option(["--script"], is_flag=True, help=_SCRIPT.get(lang)),
    ]


def _grading_parameters(lang: Language) -> list[click.Parameter]:
    return [
        click.Argument(["assignment"]),
        click.Argument(["files"], nargs=-1, metavar="[FILE ...]", type=click.Path(path_type=Path)),
        *training(lang),
        click.Option(["--json", "json_file"], metavar="FILE", help=_JSON_OPTION.get(lang)),
        click.Option(
            ["--report", "reports"], multiple=True, metavar="FORMAT=FILE", help=_REPORT_OPTION.get(lang)
        ),
        click.Option(["--points-only"], is_flag=True, help=_POINTS_ONLY.get(lang)),
        click.Option(["--regrade"], is_flag=True, help=_REGRADE.get(lang)),
        click.Option(["--official"], is_flag=True, help=_OFFICIAL.get(lang)),
        unconfined(lang),
        due(lang),
        click.Option(["--submitted"], type=Moment(), metavar="TIME", help=_SUBMITTED.get(lang)),
        click.Option(["--show-hidden"], is_flag=True, help=_SHOW_HIDDEN.get(lang)),
    ]


def _prepare_parameters(lang: Language) -> list[click.Parameter]:
    return [
        click.Argument(["where"]),
        click.Argument(["file"], type=click.Path(path_type=Path)),
        click.Option(["--kind"], type=click.Choice(get_args(Data)), help=_KIND_OPTION.get(lang)),
        click.Option(["--train"], default=10_000, type=click.IntRange(1), help=_TRAIN_OPTION.get(lang)),
        click.Option(["--test"], default=2_000, type=click.IntRange(1), help=_TEST_OPTION.get(lang)),
    ]


def _export_parameters(to: str, lang: Language) -> list[click.Parameter]:
    default, text = ("autograder.zip", _ZIP_OPTION) if to == "gradescope" else (".", _FOLDER_OPTION)
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    return [
        click.Argument(["assignment"]),
        click.Option(
            ["-o", "--output"],
            default=default,
            type=click.Path(path_type=Path),
            metavar="FILE" if to == "gradescope" else "FOLDER",
            help=text.get(lang),
        ),
        click.Option(["--data"], multiple=True, type=file, metavar="FILE", help=_EXPORTED_DATA.get(lang)),
        unconfined(lang),
    ]


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"grade {VERSION}")
        ctx.exit()


def _run(lang: Language, files: tuple[Path, ...], **wanted: Any) -> int:
    from grader.cli.commands.run import run

    return run(lang=lang, files=files, **wanted)


def _start(lang: Language, **wanted: Any) -> int:
    from grader.cli.commands.start import start

    return start(lang=lang, **wanted)


def _doctor(lang: Language, as_json: bool) -> int:
    from grader.cli.commands.doctor import doctor

    return doctor(as_json=as_json, lang=lang)


def _list(lang: Language) -> None:
    from grader.grading import course

    titles = course.titles()
    width = max(map(len, titles), default=0)
    for name, title in titles.items():
        click.echo(f"{name:<{width}}  {title.get(lang)}")


def _prepare(lang: Language, where: str, file: Path, **wanted: Any) -> None:
    from grader.cli.commands.prepare import prepare

    prepare(where, file, lang=lang, **wanted)


def _export(to: str, lang: Language, output: Path, **wanted: Any) -> None:
    from grader.cli.commands.export import export
    from grader.exports.parcel import ExportOrder

    export(to, ExportOrder(lang=lang, **wanted), output)
