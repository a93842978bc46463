"""`grade start`: copy the template of an assignment into the current folder."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from grader.base.errors import StaffError
from grader.base.text import LANGUAGES, Language, Text
from grader.cli.assignment_argument import assignment_argument
from grader.cli.help import Command
from grader.cli.options import command, course_option
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
        assignment_argument(),
        click.Option(["--script"], is_flag=True, help=_SCRIPT.get(lang)),
    ]
    return command("start", _START, start, parameters, lang)


def start(*, assignment: str, script: bool, lang: Language) -> int:
    """Copy a template without overwriting an existing file; return the exit status.

    Raises:
        StaffError: the file cannot be written, or the assignment has no template.
    """
    suffix = ".py" if script else ".ipynb"
    template = _template(assignment, suffix, lang)
    file = Path(f"{assignment}{suffix}")
    named = assignment + course_option()
    try:
        _write(template, file)
    except FileExistsError:
        tell(_there(file), lang, hint=_if_there(file, named))
        return Status.NOTHING_TO_GRADE
    except OSError as error:
        raise _unwritable(file, error) from error
    hint = _joined(_next(file, named, _rules(assignment)), *_unknown_command())
    tell(_made(file, course.title(assignment)), lang, hint=hint, style="green")
    return 0


def _template(assignment: str, suffix: str, lang: Language) -> bytes:
    """Return the template in a language, or else in another one.

    Raises:
        StaffError: the assignment has no template.
    """
    folder = course.current().folder(assignment)
    for name in dict.fromkeys(course.template_name(each, suffix) for each in (lang, *LANGUAGES)):
        with suppress(FileNotFoundError):
            return (folder / name).read_bytes()
    raise _no_template(assignment, suffix)


def _write(content: bytes, file: Path) -> None:
    """Make a new file; where the disk has no room for all of it, leave none."""
    with file.open("xb") as new:
        try:
            new.write(content)
            new.flush()
        except OSError:
            new.close()
            file.unlink()
            raise


def _rules(assignment: str) -> Text | None:
    """Return where the assignment's page is, in both languages; None if it has none in one of them."""
    folder = course.current().folder(assignment)
    pages = {lang: folder / f"README.{lang}.md" for lang in LANGUAGES}
    if not all(page.is_file() for page in pages.values()):
        return None
    return Text(**{lang: str(page) for lang, page in pages.items()})


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


def _next(file: Path, command: str, rules: Text | None) -> Text:
    editor = _ANY_EDITOR if file.suffix == ".py" else _EDITORS
    page_ko, page_en = (f"{rules.ko}\n     ", f"{rules.en}\n     ") if rules else ("", "")
    return Text(
        ko="다음에 할 일\n"
        f"  1. 과제 설명과 채점 기준을 읽습니다: {page_ko}간추린 설명은 {file} 안에도 있습니다.\n"
        f"  2. {editor.ko}에서 {file} 파일을 열고 빈칸을 채워 저장합니다.\n"
        f"  3. 학습 없이 구조를 확인합니다:   grade {command} --no-training\n"
        f"  4. 학습까지 채점합니다:           grade {command}\n"
        f"     저장할 때마다 채점하려면:      grade check {command}\n"
        f"  5. 마감 전에 {file} 파일을 제출합니다. 여기서 나온 점수는 연습이며 제출되지 않습니다.",
        en="What to do next\n"
        f"  1. Read what is asked for, and what earns points: {page_en}{file} holds a summary.\n"
        f"  2. Open {file} in {editor.en}, fill in the gaps, and save it.\n"
        f"  3. Check the structure, without training:  grade {command} --no-training\n"
        f"  4. Grade all of it:                        grade {command}\n"
        f"     or at every save:                       grade check {command}\n"
        f"  5. Hand in {file} before it is due. A score that you see here is for you, and hands in nothing.",
    )


def _unknown_command() -> list[Text]:
    """Return what to write where the terminal does not find `grade`, as is usual on Windows."""
    if shutil.which("grade"):
        return []
    return [
        Text(
            ko="이 터미널은 grade 명령을 찾지 못합니다. grade 대신 python -m grader라고 쓰십시오.",
            en="This terminal does not find the command grade. Write python -m grader in its place.",
        )
    ]


def _joined(*texts: Text) -> Text:
    return Text(ko="\n".join(each.ko for each in texts), en="\n".join(each.en for each in texts))


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
