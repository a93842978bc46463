"""`grade override`: give points by hand, with a trail of who changed what, when and why."""

import getpass
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from grader.base.errors import NothingToGrade
from grader.base.text import Language, Text
from grader.cli.help import Command, Misused
from grader.cli.options import batch_folder, command
from grader.cli.override_table import Wish, read
from grader.records.submissions import DOUBTS, OverrideStep
from grader.reports.sanitize import visible
from grader.reports.wording import share

if TYPE_CHECKING:
    from grader.batch.store import Store

_OVERRIDE: Final = Text(
    ko="학생에게 점수를 직접 줍니다. 채점하지 못한 학생에게도 줄 수 있습니다. 누가 언제 무엇을 왜 바꾸었는지 "
    "모두 남고, 보고서에 나오며, 다시 채점해도 남습니다.\n\n"
    "CHECK은 grades.csv에 있는 항목의 이름입니다 (예: lenet5.convolutions). 부분의 이름이나 all이면 점수를 "
    "배점대로 나누어 주고, late이면 지각 감점을 정합니다. doubts이면 점수는 그대로 두고, 채점기가 의심한 "
    "것을 사람이 확인했다고 남깁니다.",
    en="Give a student points by hand, also one who could not be graded. Who changed what, when and why is "
    "kept, shown in the reports, and survives grading anew.\n\n"
    "CHECK is the check's name in grades.csv, such as lenet5.convolutions. A part's name or all shares the "
    "points among its checks; late sets what lateness costs; doubts changes no points, but says that "
    "a person has looked at what the grader doubts.",
)
_POINTS: Final = Text(ko="줄 점수", en="the points to give")
_WHY: Final = Text(ko="이유", en="the reason")
_UNDO: Final = Text(ko="마지막 변경을 되돌립니다.", en="take the last change back")
_BY: Final = Text(ko="바꾸는 사람 (기본값: 로그인 이름)", en="who changes it (default: your login)")
_FROM: Final = Text(
    ko="여러 변경을 담은 CSV: student, check, points, why 열 (by는 선택)",
    en="CSV of many changes, with the columns student, check, points, why, and maybe by",
)
_NO_REASON = Text(ko="점수를 바꾸는 이유(--why)를 적으십시오.", en="Say with --why what the points are for.")
_ONE_OF: Final = Text(
    ko="STUDENT와 CHECK에 --points나 --undo를 주거나(doubts에는 --why만), --from으로 CSV 파일을 주십시오.",
    en="Give STUDENT and CHECK with either --points or --undo (doubts takes --why alone), or a CSV file with "
    "--from.",
)
Steps = list[tuple[str, OverrideStep]]


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    parameters = [
        batch_folder(),
        click.Argument(["student"], required=False),
        click.Argument(["check"], required=False),
        click.Option(["--points"], type=float, metavar="P", help=_POINTS.get(lang)),
        click.Option(["--undo"], is_flag=True, help=_UNDO.get(lang)),
        click.Option(["--why"], metavar="TEXT", help=_WHY.get(lang)),
        click.Option(["--by"], metavar="NAME", help=_BY.get(lang)),
        click.Option(["--from", "table"], type=file, metavar="CSV", help=_FROM.get(lang)),
    ]
    return command("override", _OVERRIDE, override, parameters, lang)


def override(
    *,
    folder: Path,
    student: str | None,
    check: str | None,
    points: float | None,
    undo: bool,
    why: str | None,
    by: str | None,
    table: Path | None,
    lang: Language,
) -> int:
    """Add what a person changed to the trail, and write the reports that it changes."""
    from grader.batch import publish
    from grader.batch.store import Store

    wishes = _wishes(student, check, points, undo, why, table)
    who = by if by is not None else _login()
    with Store(folder) as store:
        store.override(_checked(wishes, lambda wish: _steps(store, wish, who)))
        for each in dict.fromkeys(wish.student for wish in wishes):
            changed = store.entry(each)
            publish.write_feedback(changed, folder, lang, store.requests)
            report = changed.report
            said = share(report.earned, report.points) if report else "-"
            click.echo(f"{visible(each)}: {said}")
        publish.write_class(store, folder, lang)
    return 0


def _wishes(
    student: str | None,
    check: str | None,
    points: float | None,
    undo: bool,
    why: str | None,
    table: Path | None,
) -> list[Wish]:
    """Return the changes that the command line asks for.

    Raises:
        Misused: it does not say which, or not why.
    """
    context = click.get_current_context()
    if table is not None:
        if student is not None or points is not None or undo:
            raise Misused(_ONE_OF, context)
        return read(table)
    if check == DOUBTS[1] and points is None and not undo:
        points = 0.0
    if student is None or check is None or (points is None) != undo:
        raise Misused(_ONE_OF, context)
    if not (why or "").strip():
        raise Misused(_NO_REASON, context)
    return [Wish(student=student, check=check, points=points, why=why or "")]


def _checked(wishes: list[Wish], steps: Callable[[Wish], Steps]) -> Steps:
    """Return the steps of all changes.

    Raises:
        NothingToGrade: one of them cannot be made; it names all that cannot, and nothing is changed.
    """
    found, wrong = Steps(), list[NothingToGrade]()
    for wish in wishes:
        try:
            found += steps(wish)
        except NothingToGrade as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        messages = [each.message for each in wrong]
        raise NothingToGrade(
            Text(ko="\n".join(each.ko for each in messages), en="\n".join(each.en for each in messages))
        )
    return found


def _steps(store: "Store", wish: Wish, who: str) -> Steps:
    """Return a change as steps of the trail, one for each check.

    Raises:
        NothingToGrade: there is no such student or check, or it cannot have these points.
    """
    from grader.batch import overrides

    entry = store.entry(wish.student)
    report = entry.report or store.blank()
    if report is None:
        raise NothingToGrade(
            Text(
                ko="아직 아무도 채점하지 않아 항목을 알 수 없습니다. 먼저 grade batch를 실행하십시오.",
                en="Nobody is graded yet, so the checks are not known: run grade batch first.",
            )
        )
    found = overrides.targets(report, wish.check, entry.overrides)
    if wish.points is None:
        given = {(each.part, each.check) for each in (*entry.overrides, entry.settled) if each}
        found = tuple(each for each in found if (each.part, each.check) in given)
        if not found:
            raise _nothing_to_undo(wish)
        shares: Iterator[tuple[overrides.Target, float | None]] = ((each, None) for each in found)
    else:
        if wish.check == DOUBTS[1] and not report.doubts:
            raise _nothing_doubted(wish)
        _must_be_possible(wish, wish.points, overrides.most(found, report))
        shares = iter(overrides.shared(wish.points, found, report))
    now = datetime.now(UTC).replace(microsecond=0)
    return [
        (
            wish.student,
            OverrideStep(
                part=each.part,
                check=each.check,
                points=share,
                why=wish.why,
                by=wish.by or who,
                at=now,
                was=each.was,
            ),
        )
        for each, share in shares
    ]


def _must_be_possible(wish: Wish, points: float, most: float) -> None:
    if not (math.isfinite(points) and 0 <= points <= most):
        raise NothingToGrade(
            Text(
                ko=f"{wish.student}: {wish.check}에는 0점부터 {most:g}점까지 줄 수 있습니다.",
                en=f"{wish.student}: {wish.check} takes 0 to {most:g} points.",
            )
        )


def _nothing_to_undo(wish: Wish) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{wish.student}: {wish.check}에는 되돌릴 변경이 없습니다.",
            en=f"{wish.student}: nobody gave points for {wish.check} that could be taken back.",
        )
    )


def _nothing_doubted(wish: Wish) -> NothingToGrade:
    return NothingToGrade(
        Text(
            ko=f"{wish.student}: 채점기가 의심한 것이 없습니다.",
            en=f"{wish.student}: the grader doubts nothing here.",
        )
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return ""
