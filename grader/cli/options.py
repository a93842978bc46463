"""What commands have in common: how they are made, the options that several take, and their errors."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.text import LANGUAGES, Language, Text
from grader.base.times import is_date_alone, moment
from grader.cli.help import Command, Misused, Rows
from grader.cli.shell import quoted
from grader.grading import course
from grader.reports import request_link

DEVICES: Final = ("auto", "cpu", "cuda", "mps")

_DATA_OPTION: Final = Text(
    ko="학습 데이터: auto, cifar10, standin, 준비된 파일, 또는 이미지 폴더 (기본값 auto)",
    en="training data: auto, cifar10, standin, a prepared file, or a folder of images (default auto)",
)
_DEVICE_OPTION: Final = Text(ko="학습할 장치 (기본값 auto)", en="where to train (default auto)")
_NO_TRAINING: Final = Text(
    ko="학습을 건너뜁니다. 정확도 점수는 없습니다.", en="skip the training and its points"
)
_ALLOW_UNCONFINED: Final = Text(
    ko="--official이어도 격리 없이 채점합니다. 보고서에 그렇게 표시합니다.",
    en="grade unconfined in spite of --official; the report says so",
)
_DUE: Final = Text(
    ko="마감 시각, 예: '2026-12-01 23:59' (시간대를 적지 않으면 한국 시각). 과제 파일의 due보다 우선합니다.",
    en="when it is due, such as '2026-12-01 23:59' (Korean time if no zone is named); goes before the "
    "assignment file's",
)
_OFFICIAL: Final = Text(
    ko="공식 채점: 격리할 수 없는 컴퓨터에서는 채점하지 않습니다.",
    en="official grading: refused where the machine cannot confine what is graded",
)
_REQUESTS: Final = Text(
    ko="학생이 결과를 다시 보아 달라고 요청할 메일 주소나 GitHub 저장소. 학생 페이지에 링크가 생깁니다.",
    en="where students ask for another look: a mail address or a GitHub repository; their pages link to it",
)
_ALSO: Final = Text(
    ko="코드를 함께 비교할 폴더: 이전 학기의 결과 폴더나 공개된 풀이 (여러 번 쓸 수 있음)",
    en="folder to compare the code with: an earlier class's results, or public solutions (repeatable)",
)
_SUBMITTED: Final = Text(
    ko="제출한 시각. 마감보다 늦으면 과제의 지각 규칙대로 감점합니다.",
    en="when it was handed in; after the due date, the assignment's late policy applies",
)
_SHOW_HIDDEN: Final = Text(
    ko="학생에게 마감 뒤에 공개되는 항목도 보여 줍니다 (조교용).",
    en="show the checks, too, that students do not see before the due date (for staff)",
)
_LANG_OPTION: Final = Text(ko="표시할 언어 (기본값: 시스템 언어)", en="language (default: the system's)")
_COURSE_OPTION: Final = Text(
    ko="설치된 과제 외에 이 폴더의 과제도 씁니다 (기본값: GRADER_COURSE)",
    en="use the assignments of this folder too (default: GRADER_COURSE)",
)
_HELP_OPTION: Final = Text(ko="이 도움말을 보여 줍니다.", en="show this help")


def command(
    name: str,
    text: Text,
    does: Callable[..., int | None],
    parameters: Sequence[click.Parameter],
    lang: Language,
    more: tuple[tuple[Text, Rows], ...] = (),
) -> Command:
    """Return a command in one language; `does` gets the parameters' values, and the language as `lang`."""
    params = [*parameters, *common(lang)]
    return Command(name, help=text.get(lang), callback=partial(does, lang=lang), params=params, more=more)


def common(lang: Language) -> list[click.Parameter]:
    """Return the options of every command; `--lang` has taken effect before click reads it."""
    return [
        click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), help=_LANG_OPTION.get(lang), expose_value=False
        ),
        click.Option(
            ["--course"],
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            is_eager=True,
            expose_value=False,
            callback=_use_course,
            metavar="DIR",
            help=_COURSE_OPTION.get(lang),
        ),
        click.Option(
            ["--help", "-h"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help=_HELP_OPTION.get(lang),
        ),
    ]


def training(lang: Language) -> list[click.Parameter]:
    """Return the options for what to train on, and where."""
    return [data(lang), device(lang), no_training(lang)]


def data(lang: Language) -> click.Parameter:
    """Return the option for what to train on."""
    return click.Option(
        ["--data"], multiple=True, default=("auto",), metavar="WHERE", help=_DATA_OPTION.get(lang)
    )


def device(lang: Language) -> click.Parameter:
    """Return the option for where to train."""
    return click.Option(
        ["--device"], default="auto", type=click.Choice(DEVICES), help=_DEVICE_OPTION.get(lang)
    )


def no_training(lang: Language) -> click.Parameter:
    """Return the option to skip the training."""
    return click.Option(["--no-training"], is_flag=True, help=_NO_TRAINING.get(lang))


class Moment(click.ParamType[datetime]):
    """A point in time, such as `2026-12-01 23:59`; in Korean time if no zone is given."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse a point in time."""
        try:
            return moment(value)
        except ValueError:
            option = " / ".join(param.opts) if param else "TIME"
            raise Misused(_no_moment(option, value), ctx) from None


def _no_moment(option: str, value: str) -> Text:
    if is_date_alone(value):
        return Text(
            ko=f"{option}: '{value}'에 시각이 없습니다. 예: '{value} 23:59'",
            en=f"{option}: '{value}' lacks the time of day, as in '{value} 23:59'.",
        )
    return Text(
        ko=f"{option}: {quoted_with(value, '은')} 날짜와 시각이 아닙니다. 예: '2026-12-01 23:59'(한국 시각), "
        "'2026-12-01T23:59+01:00'(다른 시간대)",
        en=f"{option}: '{value}' is no date with a time of day, such as '2026-12-01 23:59' (Korean time) or "
        "'2026-12-01T23:59+01:00' (another zone).",
    )


def batch_folder() -> click.Parameter:
    """Return the argument for a folder that `grade batch` wrote."""
    return click.Argument(["folder"], type=click.Path(path_type=Path, exists=True, file_okay=False))


def also(lang: Language) -> click.Option:
    """Return the option that names further work to compare a class's code with."""
    folder = click.Path(path_type=Path, exists=True, file_okay=False)
    return click.Option(["--also"], multiple=True, metavar="FOLDER", type=folder, help=_ALSO.get(lang))


def due(lang: Language) -> click.Parameter:
    """Return the option for when the assignment is due."""
    return click.Option(["--due"], type=Moment(), metavar="TIME", help=_DUE.get(lang))


class Requests(click.ParamType[str]):
    """Where students ask for another look: a mail address, or a repository on GitHub."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address.

        Raises:
            Misused: it is none.
        """
        to = str(value).strip().rstrip("/")
        if not request_link.is_address(to):
            option = " / ".join(param.opts) if param else "ADDRESS"
            raise Misused(
                Text(
                    ko=f"{option}: {quoted_with(value, '은')} 메일 주소도 GitHub 저장소의 주소도 아닙니다.",
                    en=f"{option}: '{value}' is neither a mail address nor a repository's on GitHub.",
                ),
                ctx,
            )
        return to


def requests(lang: Language) -> click.Parameter:
    """Return the option for where students ask for another look."""
    return click.Option(["--requests"], type=Requests(), metavar="ADDRESS", help=_REQUESTS.get(lang))


def submitted(lang: Language) -> click.Parameter:
    """Return the option for when the submission was handed in."""
    return click.Option(["--submitted"], type=Moment(), metavar="TIME", help=_SUBMITTED.get(lang))


def official(lang: Language) -> click.Parameter:
    """Return the option for a grading whose score counts."""
    return click.Option(["--official"], is_flag=True, help=_OFFICIAL.get(lang))


def show_hidden(lang: Language) -> click.Parameter:
    """Return the option to show checks that students do not see yet."""
    return click.Option(["--show-hidden"], is_flag=True, help=_SHOW_HIDDEN.get(lang))


def unconfined(lang: Language) -> click.Parameter:
    """Return the option to grade officially on a machine that cannot confine."""
    return click.Option(["--allow-unconfined"], is_flag=True, help=_ALLOW_UNCONFINED.get(lang))


def _show_help(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(ctx.get_help())
        ctx.exit()


def _use_course(_ctx: click.Context, _parameter: click.Parameter, folder: Path | None) -> None:
    if folder is not None:
        course.use(folder)


def course_option() -> str:
    """Return the option that named the course, after a space, for a command to run next; or nothing."""
    context = click.get_current_context()
    sources = {each.get_parameter_source("course") for each in (context, context.find_root())}
    named = ParameterSource.COMMANDLINE in sources
    return f" --course {quoted(str(course.current().own))}" if named else ""


def unwritable(output: Path, error: OSError, option: str = "-o") -> StaffError:
    """Return the error for a path that cannot be written, naming the option that takes another path."""
    reason = error.strerror or type(error).__name__
    return StaffError(
        Text(ko=f"'{output}'에 쓰지 못했습니다: {reason}", en=f"'{output}' could not be written: {reason}"),
        Text(
            ko=f"폴더가 있는지, 쓸 수 있는 곳인지 확인하고 {option}에 다른 경로를 주십시오.",
            en=f"Check that the folder exists and can be written to, or give {option} another path.",
        ),
    )
