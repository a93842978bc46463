"""`grade batch`, `grade report` and `grade override`: a whole class, its reports, and a person's word."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from grader.base.errors import StaffError
from grader.base.text import Language, Text
from grader.base.times import is_ahead
from grader.batch import collect, overrides, roster, unpack
from grader.batch.restore_names import regroup
from grader.batch.similarity.compare import similar as compared
from grader.batch.store import Store
from grader.cli import gradebooks, report_files
from grader.cli.options import must_exist
from grader.cli.progress_bar import Watch
from grader.cli.report_files import STANDARD_OUTPUT
from grader.cli.status import Status, tell
from grader.confinement.host import chosen
from grader.confinement.tiers import Tier
from grader.grading.course import title
from grader.intake.reader import Reader
from grader.records.similarity import Similar
from grader.records.submissions import Entry, Override, Roll, Unmatched
from grader.reports import formats, grading_policy, hidden_checks, html
from grader.reports.classroom import (
    gradebook_formats,
    grades_csv,
    html_page,
    similarity,
    summary,
    terminal,
)
from grader.reports.classroom.summary import Classroom
from grader.reports.sanitize import visible
from grader.reports.wording import share

_OUT_IS_IN = Text(
    ko="결과 폴더(--out)는 제출물 폴더와 달라야 합니다.",
    en="The results need a folder of their own: --out is the folder of the submissions.",
)
_NO_REASON = Text(
    ko="점수를 바꾸는 이유(--why)를 적어 주십시오.", en="Say with --why what the points are for."
)
_NOT_TOGETHER = Text(
    ko="--cluster는 --jobs나 --device mps와 함께 쓸 수 없습니다.",
    en="--cluster does not go with --jobs or --device mps.",
)
_STOPPED = Text(
    ko="중단했습니다. 지금까지의 결과는 그대로 있습니다. 같은 명령을 다시 실행하면 이어서 채점합니다.",
    en="Stopped. The results so far are kept; the same command goes on where it was.",
)


def batch(
    *,
    assignment: str,
    submissions: Path,
    out: Path | None,
    jobs: int | None,
    cluster: str | None,
    data: tuple[str, ...],
    device: str,
    no_training: bool,
    allow_unconfined: bool,
    roster_file: Path | None,
    pattern: str | None,
    regrade: bool,
    failed: bool,
    only: tuple[str, ...],
    due: datetime | None,
    lang: Language,
) -> int:
    """Grade what a class handed in, and write its reports; return the exit status."""
    must_exist(assignment)
    if cluster is not None and (jobs or device == "mps"):
        raise click.UsageError(_NOT_TOGETHER.get(lang))
    tier = chosen()
    if not allow_unconfined:
        tier.require()
    out = (out or Path(f"{assignment}-grades")).resolve()
    if out == submissions.resolve():
        raise StaffError(_OUT_IS_IN)
    students = roster.read(roster_file) if roster_file else None
    with Store(out, assignment) as store:
        _set_due(store, due)
        folder, roll = _handed_in(submissions.resolve(), out, assignment, pattern, students, tier, lang)
        from grader.base.cache import folder as cache
        from grader.batch import pool  # torch
        from grader.batch.schedule import RegradeSelection, plan, run
        from grader.batch.worker import BatchTask
        from grader.cli import cluster as on_cluster
        from grader.grading.trainer import Settings
        from grader.training.device import choose

        if device == "auto":  # which one it is must not depend on a cluster's worker
            device = "cpu" if cluster is not None else choose(device).type
        settings = Settings(
            data=data,
            device=device,
            training=not no_training,
            official=True,
            trainings=cache("trainings"),
        )
        task = BatchTask(assignment, settings, tier.name, (folder, out / "unpacked"))
        with Watch(lang) as watch:
            todo = plan(store, roll, task, RegradeSelection(regrade, failed, only), watch)
        tell(_to_do(roll, len(todo.todo), todo.kept), lang, style="dim")
        if todo.outdated is not None:
            tell(_anew(todo.outdated), lang, style="yellow")
        try:
            with _Shown(len(todo.todo), lang) as shown:
                if cluster is not None and todo.todo:
                    found = on_cluster.graded(
                        cluster, task, todo.todo, f"{platform.node()}:{out}", not allow_unconfined, shown.say
                    )
                else:
                    found = pool.graded(task, todo.todo, jobs or cores())
                run(store, todo, found, lambda student, _: shown(store.entry(student)))
        except KeyboardInterrupt:
            tell(_STOPPED, lang)
            return Status.STOPPED
        return _finish(store, out, lang)


def _handed_in(
    submissions: Path,
    out: Path,
    assignment: str,
    pattern: str | None,
    students: list[roster.Student] | None,
    tier: Tier,
    lang: Language,
) -> tuple[Path, Roll]:
    """Find out who handed in what, zips unpacked; return the folder that it all is in as well."""
    unpacked = out / "unpacked"
    unpacked.mkdir(parents=True, exist_ok=True)
    with Reader([submissions if submissions.is_dir() else submissions.parent, unpacked], tier) as reader:
        folder, refused = submissions, list[Unmatched]()
        if submissions.is_file():
            folder, refused = unpack.unpacked(submissions, unpacked, reader)
            folder = collect.class_in(folder)
        roll = regroup(collect.collect(folder, assignment, pattern, students, out), unpacked)
        roll = unpack.unpack_submissions(roll, unpacked, reader)
    roll = _without_times_ahead(roll, lang)
    return folder, msgspec.structs.replace(roll, unmatched=(*roll.unmatched, *refused))


def _without_times_ahead(roll: Roll, lang: Language) -> Roll:
    """Believe no time of handing in that has not come yet, and say whose it is."""
    ahead = {each.student for each in roll.handed if each.submitted and is_ahead(each.submitted)}
    if ahead:
        names = ", ".join(sorted(ahead))
        tell(
            Text(
                ko=f"제출 시각이 아직 오지 않은 시각이라 믿지 않았습니다: {names}",
                en=f"They were handed in at a time that has not come yet, which was not believed: {names}",
            ),
            lang,
            style="yellow",
        )
    handed = (
        msgspec.structs.replace(each, submitted=None) if each.student in ahead else each
        for each in roll.handed
    )
    return msgspec.structs.replace(roll, handed=tuple(handed))


def _set_due(store: Store, due: datetime | None) -> None:
    if due is not None:
        store.due = due


def report(
    *,
    folder: Path,
    reports: tuple[str, ...],
    sheet: Path | None,
    column: str | None,
    due: datetime | None,
    lang: Language,
) -> int:
    """Make the reports of a batch again, from what its store holds, and the scores for other systems."""
    wanted = report_files.wanted(reports, known=gradebook_formats.FORMATS)
    gradebooks.check(wanted, sheet)
    with Store(folder) as store:
        _set_due(store, due)
        status = _finish(store, folder, lang, quiet=any(each.file == STANDARD_OUTPUT for each in wanted))
        complete = gradebooks.write(wanted, list(store.entries()), store.assignment, sheet, column, lang)
    return status if complete else Status.FAULT


def set_points(*, folder: Path, student: str, check: str, points: float, why: str, lang: Language) -> int:
    """Put a person's points in the place of a check's, with the reason."""
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
        _write_feedback(changed, folder, lang)
        _write_class(store, folder, lang)
    assert changed.report is not None
    click.echo(f"{visible(student)}: {share(changed.report.earned, changed.report.points)}")
    return 0


# -- what is written -------------------------------------------------------------------------------------


def _finish(store: Store, out: Path, lang: Language, *, quiet: bool = False) -> int:
    """Write every report, show the class at a glance unless `quiet`, and return the exit status."""
    for entry in store.entries():
        _write_feedback(entry, out, lang)
    unmatched = store.unmatched()
    formats.write(grades_csv.nobodys(unmatched, lang), out / "unmatched.csv")
    found, alike = _write_class(store, out, lang)
    if not quiet:
        Console().print(terminal.render(found, unmatched, out, lang), similarity.shown(alike, out, lang))
        for notice in grading_policy.of_class(found.entries, out, datetime.now(UTC)):
            tell(notice, lang, style="yellow")
    return Status.FAULT if found.to_look_at or found.waiting else Status.FULL_MARKS


def _write_class(store: Store, out: Path, lang: Language) -> tuple[Classroom, Similar]:
    """The scores of all, whose code is alike, and the page of the class."""
    found = summary.classroom([_for_staff(entry) for entry in store.entries()])
    alike = compared(found.entries, store.assignment)
    formats.write(grades_csv.render(found.entries, lang), out / "grades.csv")
    formats.write(similarity.render_table(alike, lang), out / similarity.TABLE)
    formats.write(similarity.render_page(alike, title(store.assignment), lang), out / similarity.PAGE)
    page = html_page.render(found, store.unmatched(), alike, store.assignment, lang)
    formats.write(page, out / html_page.NAME)
    return found, alike


def _for_staff(entry: Entry) -> Entry:
    report = hidden_checks.for_staff(entry.report) if entry.report else None
    return msgspec.structs.replace(entry, report=report)


def _write_feedback(entry: Entry, out: Path, lang: Language) -> None:
    """A page for each student with a report; its name is the student's, made harmless."""
    if entry.report is None:
        return
    folder = out / html_page.PAGES
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{terminal.file_name(entry.handed.student)}.html"
    seen = hidden_checks.for_student(entry.report, datetime.now(UTC))
    formats.write(html.render(seen, lang), folder / name)


# -- what is shown meanwhile -----------------------------------------------------------------------------


class _Shown:
    """Tells of each student: a line, and a bar where there is a terminal."""

    def __init__(self, total: int, lang: Language) -> None:
        self._lang = lang
        self._console = Console(stderr=True)
        self._total = total
        self._done = 0
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_interactive,
        )
        self._task = self._bars.add_task(
            Text(ko="채점", en="Grading").get(lang), total=total, visible=total > 0
        )

    def __enter__(self) -> "_Shown":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def __call__(self, entry: Entry) -> None:
        """Tell of a student's result."""
        self._done += 1
        self._bars.update(self._task, completed=self._done)
        self._print(
            f"[{self._done}/{self._total}] {entry.handed.student}: {terminal.outcome(entry, self._lang)}"
        )

    def say(self, message: Text) -> None:
        """Tell of anything else."""
        self._print(message.get(self._lang))

    def _print(self, line: str) -> None:
        self._bars.console.print(visible(line), markup=False, highlight=False, soft_wrap=True)


def _anew(why: Text) -> Text:
    return Text(
        ko=f"전에 채점한 것도 다시 채점합니다. 그 뒤로 바뀐 것: {why.ko}",
        en=f"What was graded before is graded anew, as things have changed since: {why.en}",
    )


def _to_do(roll: Roll, count: int, kept: int) -> Text:
    students = len(roll.handed)
    return Text(
        ko=f"학생 {students}명: {count}명을 채점합니다. {kept}명의 결과는 이미 있습니다.",
        en=f"{students} students: {count} to grade, {kept} done already.",
    )


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
