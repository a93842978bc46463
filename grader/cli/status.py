"""How the command ends: exit statuses, and messages about errors."""

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.text import Text as Line

from grader.base.errors import GraderError, NothingToGrade
from grader.base.full_disk import MAKE_ROOM, full_disk
from grader.base.open_elsewhere import CLOSE_IT, may_be_open_elsewhere
from grader.base.text import Language, Text
from grader.base.version import VERSION
from grader.cli.help import explain, usage
from grader.records.report import Report
from grader.reports.sanitize import visible
from grader.reports.wording import full_marks

DEBUG: Final = "GRADER_DEBUG"
"""The environment variable that turns tracebacks on."""
BUG: Final = Text(
    ko="채점기에 예상하지 못한 오류가 생겼습니다. 제출한 파일의 잘못이 아니며, 점수는 매기지 않았습니다.",
    en="The grader ran into an error of its own. Your file is not at fault, and nothing was scored.",
)
_SEND: Final = Text(ko="조교에게 아래 파일을 보내 주십시오.", en="Please send the file below to the staff.")


class Status(IntEnum):
    """The exit statuses, as documented in docs/cli.md."""

    FULL_MARKS = 0
    POINTS_MISSING = 1
    NOTHING_TO_GRADE = 2
    """Also for a command line that was not understood."""
    FAULT = 3
    """The grader or the staff are at fault; nothing is scored."""
    STOPPED = 130
    """Stopped by Ctrl-C; shells use the same status."""


def status_of(report: Report) -> Status:
    """Return the exit status for a submission that was graded."""
    if report.earned is None:
        return Status.FAULT
    return Status.FULL_MARKS if full_marks(report) else Status.POINTS_MISSING


def run_guarded(work: Callable[[], int | None], lang: Language) -> int:
    """Run `work`, tell the user kindly if something goes wrong, and return the exit status."""
    try:
        return work() or 0
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.exceptions.NoArgsIsHelpError as help_text:
        click.echo(help_text.format_message(), err=True)
        return Status.NOTHING_TO_GRADE
    except click.UsageError as error:
        _tell_misuse(error, lang)
        return Status.NOTHING_TO_GRADE
    except (click.Abort, KeyboardInterrupt):
        tell(Text(ko="중단했습니다. 채점 결과는 없습니다.", en="Stopped. Nothing was graded."), lang)
        return Status.STOPPED
    except GraderError as error:
        full = full_disk(error)
        hint = CLOSE_IT if may_be_open_elsewhere(error) else error.hint
        tell(full or error.message, lang, hint=MAKE_ROOM if full else hint)
        _show_traceback()
        return Status.NOTHING_TO_GRADE if isinstance(error, NothingToGrade) else Status.FAULT
    except Exception as error:
        if full := full_disk(error):
            tell(full, lang, hint=MAKE_ROOM)
        else:
            _tell_bug(error, lang)
        return Status.FAULT


def tell(message: Text, lang: Language, hint: Text | None = None, style: str = "bold red") -> None:
    """Write a message for the user to standard error."""
    console = Console(stderr=True)
    console.print(Line(visible(message.get(lang), lines=True), style), soft_wrap=not console.is_terminal)
    if hint is not None:
        console.print(Line(visible(hint.get(lang), lines=True)), soft_wrap=True)


def _tell_misuse(error: click.UsageError, lang: Language) -> None:
    hint = None
    if error.ctx is not None:
        line = usage(error.ctx, lang)
        hint = Text(
            ko=f"{line}\n도움말: {error.ctx.command_path} --help",
            en=f"{line}\nHelp: {error.ctx.command_path} --help",
        )
    tell(explain(error), lang, hint=hint)


def _tell_bug(error: Exception, lang: Language) -> None:
    log = _write_log(error)
    where = Text(ko=f"자세한 기록: {log}", en=f"Details: {log}") if log else None
    tell(Text(ko=f"{BUG.ko} {_SEND.ko}", en=f"{BUG.en} {_SEND.en}"), lang, hint=where)
    _show_traceback()


def _write_log(error: Exception) -> Path | None:
    """Write the traceback to a file; return None if there is nowhere to write."""
    from platformdirs import user_log_path

    now = datetime.now().astimezone()
    text = "".join(
        [
            f"grader {VERSION}, Python {platform.python_version()}, {platform.platform()}\n",
            f"{now.isoformat(timespec='seconds')}  {sys.argv}\n\n",
            *traceback.format_exception(error),
        ]
    )
    for folder in (user_log_path("grader", appauthor=False), Path(tempfile.gettempdir())):
        file = folder / f"grade-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return file
    return None


def _show_traceback() -> None:
    if os.environ.get(DEBUG):
        traceback.print_exc()
