"""`grade export`: make what another system needs to grade with this grader."""

from functools import partial
from pathlib import Path
from typing import Final

import click

from grader.base.text import Language, Text
from grader.cli.assignment_argument import assignment_argument
from grader.cli.help import Group
from grader.cli.options import command, common, unconfined, unwritable
from grader.cli.status import tell

_EXPORT: Final = Text(
    ko="다른 시스템에서 채점하는 데 필요한 파일을 만듭니다 (조교용).",
    en="Make what another system needs to grade (for staff).",
)
_EXPORTS: Final = {
    "autolab": Text(
        ko="Autolab에 넣을 과제(assessment)와 채점 이미지를 만듭니다.",
        en="Make an assessment for Autolab, and the image that grades it.",
    ),
    "classroom50": Text(
        ko="Classroom 50 과제의 채점기(autograders/ 아래의 폴더)를 만듭니다.",
        en="Make the autograder of a Classroom 50 assignment, a folder below autograders/.",
    ),
    "github": Text(
        ko="GitHub 저장소에 넣을 워크플로를 만듭니다.", en="Make a workflow for a GitHub repository."
    ),
    "gitlab": Text(ko="GitLab 저장소에 넣을 작업을 만듭니다.", en="Make a job for a GitLab repository."),
    "gradescope": Text(
        ko="Gradescope에 올릴 자동 채점기 zip을 만듭니다.", en="Make the autograder zip for Gradescope."
    ),
    "prairielearn": Text(
        ko="PrairieLearn 문제(question)와 채점 이미지를 만듭니다.",
        en="Make a question for PrairieLearn, and the image that grades it.",
    ),
}
_IN_IMAGES: Final = ("autolab", "prairielearn")
"""The systems that grade in a Docker image of the course's own."""

_FOLDER_OPTION: Final = Text(
    ko="파일을 만들 폴더, 예를 들어 저장소 (기본값: 현재 폴더)",
    en="folder to make the files in, such as a repository (default: the current one)",
)
_IMAGE_OPTION: Final = Text(
    ko="채점 이미지의 이름, 예: docker.io/ACCOUNT/NAME (기본값: torchgrader-과제)",
    en="name of the image that grades, such as docker.io/ACCOUNT/NAME (default: torchgrader-ASSIGNMENT)",
)
_ZIP_OPTION: Final = Text(ko="만들 파일 (기본값 autograder.zip)", en="file to make (default autograder.zip)")
_EXPORTED_DATA: Final = Text(
    ko="`grade data prepare`로 만든 데이터 파일을 함께 넣습니다. 여러 번 줄 수 있습니다.",
    en="put in a file that `grade data prepare` made; may be given several times",
)
_NO_DATA: Final = Text(
    ko="--data를 주지 않아, 채점하는 곳에서 데이터를 내려받습니다. 내려받지 못하면 잠정 점수가 됩니다.",
    en="Without --data, the data is downloaded where it is graded; if it cannot be, scores are provisional.",
)


def declare(lang: Language) -> Group:
    """Return the command in one language: a group with a command for each system."""
    group = Group("export", help=_EXPORT.get(lang), params=common(lang), no_args_is_help=True)
    for to, text in _EXPORTS.items():
        group.add_command(command(to, text, partial(export, to), _parameters(to, lang), lang))
    return group


def _parameters(to: str, lang: Language) -> list[click.Parameter]:
    default, text = ("autograder.zip", _ZIP_OPTION) if to == "gradescope" else (".", _FOLDER_OPTION)
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    image = click.Option(["--image"], default="", metavar="NAME", help=_IMAGE_OPTION.get(lang))
    return [
        assignment_argument(),
        click.Option(
            ["-o", "--output"],
            default=default,
            type=click.Path(path_type=Path),
            metavar="FILE" if to == "gradescope" else "FOLDER",
            help=text.get(lang),
        ),
        click.Option(["--data"], multiple=True, type=file, metavar="FILE", help=_EXPORTED_DATA.get(lang)),
        unconfined(lang),
        *([image] if to in _IN_IMAGES else []),
    ]


def export(
    to: str,
    *,
    assignment: str,
    output: Path,
    data: tuple[Path, ...],
    allow_unconfined: bool,
    lang: Language,
    image: str = "",
) -> int:
    """Write one export to a folder, or to a zip if the system takes one.

    Raises:
        StaffError: the data cannot be used, or the files cannot be written.
    """
    from grader.exports import autolab, classroom50, github, gitlab, gradescope, prairielearn
    from grader.exports.parcel import ExportOrder

    makers = {
        "autolab": autolab.export,
        "classroom50": classroom50.export,
        "github": github.export,
        "gitlab": gitlab.export,
        "gradescope": gradescope.export,
        "prairielearn": prairielearn.export,
    }
    content = makers[to](ExportOrder(assignment, data, allow_unconfined, lang, image))
    try:
        if to == "gradescope":
            output.write_bytes(gradescope.zipped(content))
        else:
            _write(content, output)
    except OSError as error:
        raise unwritable(output, error) from error
    tell(Text(ko=f"'{output}'에 만들었습니다.", en=f"Made '{output}'."), lang, style="green")
    if not data:
        tell(_NO_DATA, lang, style="yellow")
    return 0


def _write(content: dict[str, bytes], folder: Path) -> None:
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
