"""`grade start`: copy the template of an assignment into the current folder."""

import shlex
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.cli.help import Command
from grader.cli.options import command, must_exist
from grader.cli.status import Status, tell
from grader.grading import course

_START: Final = Text(
    ko="과제의 시작 파일(노트북)을 현재 폴더에 만듭니다. 있는 파일은 건드리지 않습니다.",
    en="Put the assignment's template (a notebook) into the current folder; never over what is there.",
)
_SCRIPT: Final = Text(ko="노트북 대신 파이썬 파일을 만듭니다.", en="a Python file in place of a notebook")
_EDITORS: Final = Text(ko="Jupyter, VS Code, Colab", en="Jupyter, VS Code or Colab")
_ANY_EDITOR: Final = Text(ko="편집기", en="an editor")


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    parameters = [
        click.Argument(["assignment"]),
        click.Option(["--script"], is_flag=True, help=_SCRIPT.get(lang)),
    ]
    return command("start", _START, start, parameters, lang)


def start(*, assignment: str, script: bool, lang: Language) -> int:
    """Copy a template without overwriting an existing file; return the exit status.

    Raises:
        StaffError: the file cannot be written, or the assignment has no template.
    """
    must_exist(assignment)
    suffix = ".py" if script else ".ipynb"
    try:
        template = (course.current().folder(assignment) / f"template{suffix}").read_bytes()
    except FileNotFoundError as error:
        raise _no_template(assignment, suffix) from error
    file = Path(f"{assignment}{suffix}")
    try:
        with file.open("xb") as new:
            new.write(template)
    except FileExistsError:
        tell(_there(file), lang, hint=_if_there(file, assignment + _course_option()))
        return Status.NOTHING_TO_GRADE
    except OSError as error:
        raise _unwritable(file, error) from error
    hint = _next(file, assignment + _course_option())
    tell(_made(file, course.title(assignment)), lang, hint=hint, style="green")
    return 0


def _course_option() -> str:
    """Return the option that named the course, since the commands to run next need it too."""
    context = click.get_current_context()
    sources = {each.get_parameter_source("course") for each in (context, context.find_root())}
    named = ParameterSource.COMMANDLINE in sources
    return f" --course {shlex.quote(str(course.current().own))}" if named else ""


def _no_template(assignment: str, suffix: str) -> StaffError:
    return StaffError(
        Text(
            ko=f"'{assignment}' 과제에 시작 파일(template{suffix})이 없습니다.",
            en=f"The assignment '{assignment}' has no template{suffix}.",
        ),
        Text(
            ko=f"조교가 `grade build {assignment}`로 만듭니다.",
            en=f"Staff make it with `grade build {assignment}`.",
        ),
    )


def _made(file: Path, title: Text) -> Text:
    return Text(ko=f"{file} 파일을 만들었습니다. ({title.ko})", en=f"Made {file} ({title.en}).")


def _next(file: Path, command: str) -> Text:
    editor = _ANY_EDITOR if file.suffix == ".py" else _EDITORS
    return Text(
        ko="다음에 할 일\n"
        f"  1. {editor.ko}에서 {file} 파일을 열고 빈칸을 채웁니다.\n"
        f"  2. 저장하고 채점합니다:          grade {command}\n"
        f"     저장할 때마다 채점하려면:     grade check {command}",
        en="What to do next\n"
        f"  1. Open {file} in {editor.en}, and fill in the gaps.\n"
        f"  2. Save it, and have it graded:  grade {command}\n"
        f"     or graded at every save:      grade check {command}",
    )


def _there(file: Path) -> Text:
    return Text(
        ko=f"이 폴더에 {file} 파일이 이미 있어서 그대로 두었습니다.",
        en=f"{file} is in this folder already. It was left as it is.",
    )


def _if_there(file: Path, command: str) -> Text:
    return Text(
        ko=f"이어서 하려면 그 파일을 여십시오. 채점하려면: grade {command} {file}\n"
        "처음부터 다시 하려면 그 파일의 이름을 바꾸거나 다른 폴더에서 같은 명령을 실행하십시오.",
        en=f"To go on with it, open it; to have it graded: grade {command} {file}\n"
        "To begin anew, give it another name, or say the same in another folder.",
    )


def _unwritable(file: Path, error: OSError) -> StaffError:
    reason = error.strerror or type(error).__name__
    return StaffError(
        Text(
            ko=f"{file} 파일을 이 폴더({Path.cwd()})에 만들지 못했습니다: {reason}",
            en=f"{file} could not be made in this folder ({Path.cwd()}): {reason}",
        ),
        Text(
            ko="쓸 수 있는 폴더로 옮겨 가서(cd) 다시 실행하십시오.",
            en="Go to a folder that can be written to (cd), and try again.",
        ),
    )
