"""`grade release`: make what students get of an assignment."""

from pathlib import Path
from typing import Final

import click

from grader.base.text import Language, Text
from grader.cli.assignment_argument import assignment_argument
from grader.cli.help import Command
from grader.cli.options import command, unwritable
from grader.cli.progress_bar import Watch
from grader.cli.status import tell
from grader.confinement.host import Host, choose_tier
from grader.grading import course

_RELEASE: Final = Text(
    ko="학생에게 줄 묶음을 만듭니다: 템플릿, 안내, 채점에 필요한 것. 정답은 들어가지 않습니다.\n\n"
    "`grade validate --no-training`이 지키지 않았다고 할 규칙이 있으면 만들지 않습니다.",
    en="Make what students get: templates, pages, and what the checks need; never the solution.\n\n"
    "Nothing is made if `grade validate --no-training` finds a rule broken.",
)
_OUT: Final = Text(
    ko="만들 폴더, 또는 .zip 파일 (기본값: ASSIGNMENT)", en="folder or .zip to make (default: ASSIGNMENT)"
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    path = click.Path(path_type=Path)
    parameters = [
        assignment_argument(),
        click.Option(["-o", "--output"], type=path, metavar="PATH", help=_OUT.get(lang)),
    ]
    return command("release", _RELEASE, release, parameters, lang)


def release(*, assignment: str, output: Path | None, lang: Language) -> int:
    """Write what students get of an assignment."""
    from grader.authoring import release as releasing
    from grader.grading.entries import entries
    from grader.grading.grade import grade
    from grader.grading.trainer import Settings
    from grader.intake import read

    untrained = Settings(data=("standin",), device="cpu", training=False)
    output = output or Path(assignment)
    found = course.load(assignment)
    with Watch(lang) as watch, Host(*entries(found), tier=choose_tier()) as host:
        files = releasing.bundle(found, host)
        releasing.must_be_valid(found, lambda path, _: grade(read(path), found, untrained, host, watch), host)
    try:
        releasing.write(files, output)
    except OSError as error:
        raise unwritable(output, error) from error
    for name in files:
        click.echo(name)
    tell(Text(ko=f"'{output}'에 만들었습니다.", en=f"Made '{output}'."), lang, style="green")
    if legible := releasing.legible(found, files):
        names = ", ".join(legible)
        tell(
            Text(
                ko=f"hidden=True인 항목이 그 안의 파일에 그대로 있어 읽을 수 있습니다: {names}. "
                "빼려면 ### BEGIN HIDDEN TESTS와 ### END HIDDEN TESTS 사이에 두십시오.",
                en=f"Hidden checks can be read in the files there: {names}. To leave them out, put them"
                " between ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS.",
            ),
            lang,
            style="yellow",
        )
    return 0
