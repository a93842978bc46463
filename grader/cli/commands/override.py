"""`grade override`: replace the points of a check with a person's."""

from pathlib import Path
from typing import Final

import click

from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.cli.help import Command
from grader.cli.options import batch_folder, command
from grader.records.submissions import Override
from grader.reports.sanitize import visible
from grader.reports.wording import share

_OVERRIDE: Final = Text(
    ko="학생 한 명의 항목 하나에 점수를 직접 줍니다. 이유는 모든 보고서에 나오고, 다시 채점해도 남습니다.\n\n"
    "CHECK은 보고서에 있는 항목의 이름입니다 (예: lenet.two_convolutions). late이면 지각 감점을 정합니다.",
    en="Give one check of one student other points. "
    "The reason is shown in every report, and survives grading anew.\n\n"
    "CHECK is the check's name in grades.csv, such as lenet.two_convolutions; late sets what lateness costs.",
)
_POINTS: Final = Text(ko="줄 점수", en="the points to give")
_WHY: Final = Text(ko="이유", en="the reason")
_NO_REASON = Text(
    ko="점수를 바꾸는 이유(--why)를 적어 주십시오.", en="Say with --why what the points are for."
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    parameters = [
        batch_folder(),
        click.Argument(["student"]),
        click.Argument(["check"]),
        click.Option(["--points"], required=True, type=float, metavar="P", help=_POINTS.get(lang)),
        click.Option(["--why"], required=True, metavar="TEXT", help=_WHY.get(lang)),
    ]
    return command("override", _OVERRIDE, override, parameters, lang)


def override(*, folder: Path, student: str, check: str, points: float, why: str, lang: Language) -> int:
    """Replace the points of a check with a person's, and keep the reason."""
    from grader.batch import overrides, publish
    from grader.batch.store import Store

    with Store(folder) as store:
        entry = store.entry(student)
        if entry.report is None:
            raise StaffError(
                Text(
                    ko=f"'{student}' 학생은 아직 채점 결과가 없습니다.",
                    en=f"There is no report of '{student}' whose points could be changed.",
                )
            )
        key, most = overrides.meant(entry.report, check)
        if not 0 <= points <= most:
            raise StaffError(
                Text(
                    ko=f"여기에는 0점부터 {most:g}점까지 줄 수 있습니다.",
                    en=f"This takes 0 to {most:g} points.",
                )
            )
        if not why.strip():
            raise StaffError(_NO_REASON)
        store.override(student, Override(part=key[0], check=key[1], points=points, why=why))
        changed = store.entry(student)
        publish.write_feedback(changed, folder, lang)
        publish.write_class(store, folder, lang)
    assert changed.report is not None
    click.echo(f"{visible(student)}: {share(changed.report.earned, changed.report.points)}")
    return 0
