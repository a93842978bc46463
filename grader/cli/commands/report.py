"""`grade report`: make the reports of a batch again, and its scores for other systems."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from grader.base import csv_table
from grader.base.korean import with_particle
from grader.base.text import Language, Text
from grader.cli import report_files
from grader.cli.help import Command, Misused
from grader.cli.options import also, batch_folder, command, due, requests
from grader.cli.report_files import STANDARD_OUTPUT, ReportFile
from grader.cli.status import Status, tell
from grader.records.submissions import Entry
from grader.reports import formats
from grader.reports.classroom import gradebook, gradebook_formats
from grader.reports.classroom.attention import is_late, is_provisional, is_untrained
from grader.reports.classroom.grades_csv import STATES

if TYPE_CHECKING:
    from grader.batch.hand_back import HandedBack
    from grader.batch.store import Store

_REPORT: Final = Text(
    ko="FOLDER에 있는 채점 결과로 보고서를 다시 만듭니다. 다시 채점하지는 않습니다.",
    en="Make the reports of a batch again, from the results in FOLDER; nothing is graded.",
)
_CLASS_REPORT: Final = Text(
    ko="다른 시스템에 넣을 점수 파일도 씁니다 (canvas, moodle, nbgrader). 여러 번 쓸 수 있음",
    en="write the scores for another system as well: canvas, moodle, nbgrader (repeatable)",
)
_FEEDBACK: Final = Text(
    ko="학생들에게 돌려줄 보고서를 묶습니다 (moodle, canvas, folders, mail, nbgrader). 여러 번 쓸 수 있음",
    en="hand the students' pages back: moodle, canvas, folders, mail, nbgrader (repeatable)",
)
_UNKNOWN_THERE: Final = Text(
    ko="그곳에서 내려받은 파일의 이름이 없어 돌려주지 못한 학생",
    en="Not handed back, as their file was not downloaded from there",
)
_SHEET: Final = Text(
    ko="점수를 채울 파일: Canvas 성적표나 Moodle 채점 워크시트를 내려받은 CSV",
    en="the CSV to fill in, as Canvas (gradebook) or Moodle (grading worksheet) let you download it",
)
_COLUMN: Final = Text(
    ko="점수를 넣을 열의 제목. 하나뿐이면 필요 없음",
    en="header of the column for the scores, if there are several",
)
_DOLOS: Final = Text(
    ko="Dolos(dolos.ugent.be)에 올릴 zip도 만듭니다: 모두의 코드와 info.csv",
    en="also write a zip for Dolos (dolos.ugent.be): everybody's code, and info.csv",
)
_CHANGES: Final = Text(
    ko="마지막으로 다시 채점했을 때 누구의 점수가 바뀌었는지 보여 줍니다.",
    en="show whose points changed when they were last graded anew",
)
_ANONYMOUS: Final = Text(
    ko="이름도 점수표도 없는 반 페이지(class-anonymous.html)도 만듭니다. 수업 시간에 보여 줄 수 있습니다.",
    en="also write the class's page without names or anybody's score (class-anonymous.html), for showing it",
)
_TRY_RUBRIC: Final = Text(
    ko="과제의 바뀐 배점, 비중, 기준이면 누구의 점수가 바뀔지 보여 줍니다. 다시 실행하지 않고, "
    "아무것도 쓰지 않습니다.",
    en="show whose points the changed points, weights and thresholds of the assignment would change; "
    "nothing is run again, or written",
)
_TRIED: Final = Text(
    ko="지금까지의 결과에 지금의 배점을 적용해 보았습니다. 점수는 그대로입니다. 항목이 묻는 것이 바뀌었다면 "
    "grade batch --dry-run으로 확인하십시오.",
    en="The points of now were tried on the results of then: nobody's score has changed. Where what a check "
    "asks for has changed as well, only grade batch --dry-run can tell.",
)
_LOST: Final = Text(
    ko="점수가 있지만 이 표에 줄이 없는 학생", en="They have a score, but no line of that table is theirs"
)
_KEPT: Final = Text(ko="그 표에서 면제되어 그대로 둔 학생", en="Excused in that table, and left so")
_WITHOUT: Final = Text(ko="점수가 없어 쓰지 않은 학생", en="They have no score, and none was written")
_PROVISIONAL: Final = Text(ko="잠정 점수인 학생", en="Their scores are provisional")
_UNTRAINED: Final = Text(
    ko="학습을 건너뛰어 점수가 빠져 있는 학생", en="Their training was skipped, so points are missing"
)
_DOUBTFUL: Final = Text(
    ko="사람이 먼저 확인해야 하는 학생", en="A person must look at their submissions first"
)
_OVERRIDDEN: Final = Text(ko="조교가 점수를 바꾼 학생", en="A person changed their points")
_LATE: Final = Text(ko="늦게 낸 학생", en="They handed in late")

MOST: Final = 10
"""Maximum number of students named in a message; the rest are counted."""


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    parameters = [
        batch_folder(),
        click.Option(
            ["--report", "reports"], multiple=True, metavar="FORMAT=FILE", help=_CLASS_REPORT.get(lang)
        ),
        click.Option(
            ["--feedback", "feedback"], multiple=True, metavar="FORMAT=PATH", help=_FEEDBACK.get(lang)
        ),
        click.Option(["--sheet"], metavar="CSV", type=file, help=_SHEET.get(lang)),
        click.Option(["--column"], metavar="TITLE", help=_COLUMN.get(lang)),
        click.Option(["--try-rubric"], is_flag=True, help=_TRY_RUBRIC.get(lang)),
        click.Option(["--anonymous"], is_flag=True, help=_ANONYMOUS.get(lang)),
        click.Option(["--changes"], is_flag=True, help=_CHANGES.get(lang)),
        click.Option(["--dolos"], metavar="ZIP", help=_DOLOS.get(lang)),
        also(lang),
        requests(lang),
        due(lang),
    ]
    return command("report", _REPORT, report, parameters, lang)


def report(
    *,
    folder: Path,
    reports: tuple[str, ...],
    feedback: tuple[str, ...],
    sheet: Path | None,
    column: str | None,
    anonymous: bool,
    changes: bool,
    try_rubric: bool,
    dolos: str | None,
    also: tuple[Path, ...],
    requests: str | None,
    due: datetime | None,
    lang: Language,
) -> int:
    """Make the reports of a batch again from its store, and the scores for other systems."""
    from grader.batch import hand_back
    from grader.batch.publish import export_to_dolos, write_anonymous
    from grader.batch.store import Store
    from grader.cli.class_reports import publish, show_changes

    wanted = report_files.wanted(reports, known=gradebook_formats.FORMATS)
    handed_back = report_files.wanted(feedback, known=hand_back.FORMATS, option="--feedback")
    _check(wanted, sheet)
    with Store(folder) as store:
        if try_rubric:
            return _try_rubric(store, lang)
        if due is not None:
            store.due = due
        if requests is not None:
            store.requests = requests
        if also:
            store.also = also
        status = publish(store, folder, lang, quiet=any(each.file == STANDARD_OUTPUT for each in wanted))
        if anonymous:
            _tell_anonymous(write_anonymous(store, folder, lang), lang)
        if dolos is not None:
            _tell_exported(export_to_dolos(store, Path(dolos)), dolos, lang)
        if changes:
            pairs = ((store.earlier(each.handed.student), each) for each in store.entries())
            show_changes([(old, new) for old, new in pairs if old is not None], folder, lang)
        complete = _write(wanted, list(store.entries()), store.assignment, sheet, column, lang)
        for each in handed_back:
            pages = hand_back.PagesToHandBack(
                tuple(store.entries()), folder, Path(each.file), store.assignment, lang
            )
            complete &= _tell_handed_back(each, hand_back.hand_back(each.format, pages), lang)
    return status if complete else Status.FAULT


def _tell_exported(count: int, to: str, lang: Language) -> None:
    tell(
        Text(
            ko=f"dolos: {count}명의 코드를 {to}에 담았습니다.", en=f"dolos: the code of {count} is in {to}."
        ),
        lang,
        style="green",
    )


def _tell_anonymous(page: Path, lang: Language) -> None:
    tell(
        Text(ko=f"이름 없는 반 페이지: {page}", en=f"The class's page without names: {page}"),
        lang,
        style="green",
    )


def _try_rubric(store: "Store", lang: Language) -> Status:
    """Show whose points the assignment's file of now would change; nothing is written."""
    from grader.batch.rescore import rescored
    from grader.cli.class_reports import show_changes
    from grader.grading import course

    assignment = course.load(store.assignment)
    pairs = [
        (entry, store.as_if(entry.handed.student, lambda report: rescored(report, assignment)))
        for entry in store.entries()
    ]
    show_changes(pairs, None, lang)
    tell(_TRIED, lang, style="yellow")
    return Status.FULL_MARKS


def _check(reports: Sequence[ReportFile], sheet_file: Path | None) -> None:
    """Check that the options go together.

    Raises:
        Misused: they do not.
    """
    context = click.get_current_context()
    filling = [each for each in reports if each.format in gradebook_formats.FILLED_IN]
    if filling and sheet_file is None:
        name = filling[0].format
        raise Misused(
            Text(
                ko=f"{with_particle(name, '은')} 그곳에서 내려받은 CSV 파일에 점수를 채웁니다."
                " --sheet로 파일을 주십시오.",
                en=f"{name} needs the CSV file that it let you download, to fill in: give it as --sheet.",
            ),
            context,
        )
    if sheet_file is not None and not filling:
        raise Misused(
            Text(
                ko="--sheet에는 --report canvas=FILE이나 --report moodle=FILE이 필요합니다.",
                en="--sheet goes with --report canvas=FILE or --report moodle=FILE.",
            ),
            context,
        )
    if sheet_file is not None and any(Path(each.file).resolve() == sheet_file.resolve() for each in filling):
        raise Misused(
            Text(
                ko="내려받은 파일을 덮어쓰지 않도록, 결과 파일의 이름을 다르게 하십시오.",
                en="The file that was downloaded is not written over: give the result another name.",
            ),
            context,
        )


def _write(
    reports: Sequence[ReportFile],
    entries: Sequence[Entry],
    assignment: str,
    sheet_file: Path | None,
    column: str | None,
    lang: Language,
) -> bool:
    """Write the scores in every format, tell the user about each file, and return whether no score is lost.

    Raises:
        StaffError: a file cannot be read or written, or is of the wrong kind.
    """
    given = csv_table.read(sheet_file) if sheet_file is not None else csv_table.Sheet(rows=())
    wanted = gradebook.GradebookRequest(tuple(entries), assignment, lang, given, column)
    complete = True
    for each in reports:
        filled = gradebook_formats.fill(each.format, wanted)
        if each.file == STANDARD_OUTPUT:
            click.echo(filled.sheet.text, nl=False)
        else:
            formats.write(filled.sheet.text, Path(each.file), filled.sheet.encoding)
        _tell(each, filled, entries, lang)
        complete = complete and not filled.lost
    return complete


def _tell(to: ReportFile, filled: gradebook.Filled, entries: Sequence[Entry], lang: Language) -> None:
    """Tell the user whose scores are in a file, whose are not and why, and what the file cannot say."""
    count = len(filled.written)
    tell(
        Text(ko=f"{to.format}: {count}명의 점수를 썼습니다.", en=f"{to.format}: {count} scores written."),
        lang,
        style="green",
    )
    lists = (
        (_LOST, filled.lost, "bold red"),
        (_KEPT, filled.kept, "yellow"),
        (_WITHOUT, [each for each in entries if gradebook.score(each, None) is None], "yellow"),
        (_DOUBTFUL, [each for each in filled.written if each.doubtful], "bold magenta"),
        (_PROVISIONAL, list(filter(is_provisional, filled.written)), "yellow"),
        (_UNTRAINED, list(filter(is_untrained, filled.written)), "yellow"),
        (_OVERRIDDEN, [each for each in filled.written if each.overrides], "dim"),
        (_LATE, [each for each in filled.written if is_late(each)], "dim"),
    )
    for title, those, style in lists:
        if those:
            most = len(those) if title is _LOST else MOST  # a person has to enter each lost score
            names = _named(those, most, lang, states=title is _WITHOUT)
            tell(Text(ko=f"{title.ko}: {names}", en=f"{title.en}: {names}"), lang, style=style)


def _tell_handed_back(to: ReportFile, found: "HandedBack", lang: Language) -> bool:
    """Tell the user whose pages were handed back, and return whether all were."""
    count = len(found.done)
    tell(
        Text(
            ko=f"{to.format}: {count}명의 보고서를 {to.file}에 담았습니다.",
            en=f"{to.format}: the pages of {count} students are in {to.file}.",
        ),
        lang,
        style="green",
    )
    if found.lost:
        names = _named(found.lost, len(found.lost), lang, states=False)
        tell(Text(ko=f"{_UNKNOWN_THERE.ko}: {names}", en=f"{_UNKNOWN_THERE.en}: {names}"), lang)
    return not found.lost


def _named(entries: Iterable[Entry], most: int, lang: Language, *, states: bool) -> str:
    names = [
        each.handed.student
        + (f" ({STATES['fault' if each.withheld else each.state].get(lang)})" if states else "")
        for each in entries
    ]
    more = Text(ko=f" 외 {len(names) - most}명", en=f" and {len(names) - most} more")
    return ", ".join(names[:most]) + (more.get(lang) if len(names) > most else "")
