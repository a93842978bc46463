"""`grade batch`: grade what a whole class handed in."""

import platform
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from grader.base.progress import silent
from grader.cli.assignment_argument import assignment_argument
from grader.cli.help import Command, Misused
from grader.cli.options import also, command, due, requests, training, unconfined
from grader.cli.progress_bar import ClassProgress
from grader.confinement.process_pool import usable_processors

if TYPE_CHECKING:  # torch
    from grader.batch.pool import Submissions
    from grader.batch.schedule import Plan
    from grader.batch.store import Store
    from grader.batch.worker import BatchTask, Graded
import msgspec

from grader.base.extras import extra
from grader.base.text import Language, Text
from grader.base.times import is_ahead
from grader.cli.progress_bar import Watch
from grader.cli.report_files import STANDARD_OUTPUT
from grader.cli.status import Status, tell
from grader.confinement.host import choose_tier
from grader.records.submissions import Roll

_BATCH: Final = Text(
    ko="한 반의 제출물을 모두 채점합니다 (조교용).\n\n"
    "SUBMISSIONS는 학생마다 파일이나 폴더가 하나씩 있는 폴더나 zip입니다. "
    "Canvas, Moodle, Gradescope에서 한꺼번에 내려받은 것과 nbgrader 과제 폴더도 됩니다. "
    "중단되어도 같은 명령을 다시 실행하면 이어서 채점합니다.",
    en="Grade what a whole class handed in (for staff).\n\n"
    "SUBMISSIONS is a folder or a zip with a file or a folder a student, as Canvas, Moodle or Gradescope "
    "let you download it, or an nbgrader course. Stopped at any moment, the same command goes on where it "
    "was.",
)
_OUT: Final = Text(
    ko="결과를 둘 폴더 (기본값 ASSIGNMENT-grades)", en="folder for the results (default ASSIGNMENT-grades)"
)
_JOBS: Final = Text(
    ko="동시에 채점할 제출물 수 (기본값: 프로세서 수)", en="submissions at a time (default: processors)"
)
_CLUSTER: Final = Text(
    ko="Dask 클러스터의 스케줄러 주소 (예: tcp://host:8786). 그 워커들이 채점합니다.",
    en="scheduler of a Dask cluster whose workers are to grade, such as tcp://host:8786",
)
_ROSTER: Final = Text(
    ko="학생 명단 CSV. 제출하지 않은 학생도 알려 줍니다.",
    en="CSV list of the class; tells who handed in nothing",
)
_PATTERN: Final = Text(
    ko="파일 이름의 정규 표현식, 학생은 (?P<student>…)",
    en="regular expression of the names; (?P<student>…) is the student",
)
_REGRADE: Final = Text(ko="이미 채점한 것도 다시 채점합니다.", en="grade anew what is graded already")
_FAILED: Final = Text(
    ko="사람이 확인해야 하는 것으로 남은 제출물을 다시 채점합니다.",
    en="grade anew what was left for a person to look at",
)
_ONLY: Final = Text(ko="이 학생만 채점합니다 (여러 번 쓸 수 있음).", en="this student only (repeatable)")
_WHERE: Final = Text(
    ko="결과가 이런 학생만 다시 채점합니다: CHECK=failed, state=fault, message~글자 (여러 번 쓰면 모두)",
    en="grade anew only where this holds: CHECK=failed, state=fault, message~TEXT (repeatable: all hold)",
)
_DRY_RUN: Final = Text(
    ko="다시 채점해 누구의 점수가 바뀌는지만 보여 줍니다. 다음에 같은 명령을 이 옵션 없이 실행하면 그 결과를 "
    "그대로 씁니다.",
    en="grade, and only show whose points would change; the same command without it takes the results",
)
_NOT_TAKEN = Text(
    ko="시험 삼아 채점했습니다. 점수는 그대로입니다. --dry-run 없이 실행하면 이 결과로 바꿉니다.",
    en="This was a dry run: nobody's score has changed. Without --dry-run these results are taken.",
)
_REPAIRS: Final = Text(
    ko="고칠 방법도 찾아 보고서에 씁니다. 제출물마다 몇 초 더 걸립니다.",
    en="also look for what would repair each submission, which takes some seconds for each",
)
_JSON: Final = Text(
    ko="반의 결과를 JSON으로도 씁니다. -이면 화면 대신 표준 출력으로 보냅니다.",
    en="also write the class as JSON; - writes it to standard output instead of the overview",
)
_OUT_IS_IN = Text(
    ko="결과 폴더(--out)는 제출물 폴더와 달라야 합니다.",
    en="The results need a folder of their own: --out is the folder of the submissions.",
)
_NOT_TOGETHER = Text(
    ko="--cluster는 --jobs, --repairs, --device mps와 함께 쓸 수 없습니다.",
    en="--cluster does not go with --jobs, --repairs or --device mps.",
)
_STOPPED = Text(
    ko="중단했습니다. 지금까지의 결과는 그대로 있습니다. 같은 명령을 다시 실행하면 이어서 채점합니다.",
    en="Stopped. The results so far are kept; the same command goes on where it was.",
)


def declare(lang: Language) -> Command:
    """Return the command in one language."""
    return command("batch", _BATCH, batch, _parameters(lang), lang)


def _parameters(lang: Language) -> list[click.Parameter]:
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    return [
        assignment_argument(),
        click.Argument(["submissions"], type=click.Path(path_type=Path, exists=True)),
        click.Option(["-o", "--out"], metavar="FOLDER", type=click.Path(path_type=Path), help=_OUT.get(lang)),
        click.Option(["--jobs"], metavar="N", type=click.IntRange(1), help=_JOBS.get(lang)),
        click.Option(["--cluster"], metavar="ADDRESS", help=_CLUSTER.get(lang)),
        click.Option(["--roster", "roster_file"], metavar="CSV", type=file, help=_ROSTER.get(lang)),
        click.Option(["--pattern"], metavar="REGEX", help=_PATTERN.get(lang)),
        click.Option(["--only"], multiple=True, metavar="STUDENT", help=_ONLY.get(lang)),
        click.Option(["--regrade"], is_flag=True, help=_REGRADE.get(lang)),
        click.Option(["--failed"], is_flag=True, help=_FAILED.get(lang)),
        click.Option(["--where"], multiple=True, metavar="CONDITION", help=_WHERE.get(lang)),
        click.Option(["--dry-run"], is_flag=True, help=_DRY_RUN.get(lang)),
        click.Option(["--repairs"], is_flag=True, help=_REPAIRS.get(lang)),
        click.Option(["--json", "json_file"], metavar="FILE", help=_JSON.get(lang)),
        *training(lang),
        unconfined(lang),
        also(lang),
        requests(lang),
        due(lang),
    ]


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
    where: tuple[str, ...],
    dry_run: bool,
    repairs: bool,
    json_file: str | None,
    also: tuple[Path, ...],
    requests: str | None,
    due: datetime | None,
    lang: Language,
) -> int:
    """Grade what a class handed in, and write its reports; return the exit status."""
    if cluster is not None and (jobs or repairs or device == "mps"):
        raise Misused(_NOT_TOGETHER, click.get_current_context())
    from grader.batch import conditions, roster
    from grader.batch.gather import gather
    from grader.batch.store import Store
    from grader.reports.classroom import terminal

    tier = choose_tier()
    if not allow_unconfined:
        tier.require()
    out = (out or Path(f"{assignment}-grades")).resolve()
    if out == submissions.resolve():
        raise Misused(_OUT_IS_IN, click.get_current_context())
    students = roster.read(roster_file) if roster_file else None
    wanted = tuple(map(conditions.parse, where))
    with Store(out, assignment) as store:
        if due is not None:
            store.due = due
        if requests is not None:
            store.requests = requests
        if also:
            store.also = also
        folder, roll = gather(submissions.resolve(), out, assignment, pattern, students, tier)
        roll = drop_times_ahead(roll, lang)
        for line in told_aside(roll):
            tell(line, lang, style="dim")
        from grader.base.cache import folder as cache
        from grader.batch import pool  # torch
        from grader.batch.schedule import RegradeSelection, plan, run, take_tried
        from grader.batch.worker import BatchTask
        from grader.grading.trainer import Settings
        from grader.training.device import choose

        if device == "auto":  # the choice must not depend on a cluster's worker
            device = "cpu" if cluster is not None else choose(device).type
        settings = Settings(
            data=data,
            device=device,
            training=not no_training,
            official=True,
            trainings=cache("trainings"),
        )
        task = BatchTask(assignment, settings, tier.name, (folder, out / "unpacked"), repairs=repairs)
        with Watch(lang) as watch:
            todo = plan(store, roll, task, RegradeSelection(regrade, failed, only, wanted), watch)
            if not dry_run:
                todo = take_tried(store, todo)
        tell(_to_do(roll, todo), lang, style="dim")
        if todo.outdated is not None:
            tell(_anew(todo.outdated), lang, style="yellow")
        try:
            with ClassProgress(len(todo.todo), lang) as progress:

                def show(student: str, _: object) -> None:
                    entry = (store.tried(student) if dry_run else None) or store.entry(student)
                    progress.count(f"{student}: {terminal.outcome(entry, lang)}")

                if cluster is not None and todo.todo:
                    found = _grade_on_cluster(
                        cluster,
                        task,
                        todo.todo,
                        f"{platform.node()}:{out}",
                        not allow_unconfined,
                        progress.say,
                    )
                else:
                    found = pool.grade(task, todo.todo, jobs or usable_processors())
                run(store, todo, found, show, dry=dry_run)
        except KeyboardInterrupt:
            tell(_STOPPED, lang)
            return Status.STOPPED
        if dry_run:
            return _show_tried(store, todo, lang)
        return _finish(store, todo, roll, out, json_file, lang)


def _show_tried(store: "Store", done: "Plan", lang: Language) -> Status:
    """Show who would move if the results that were only tried counted."""
    from grader.cli.class_reports import show_changes

    tried = ((old, store.tried(student)) for student, old in done.before.items())
    show_changes([(old, new) for old, new in tried if new is not None], None, lang)
    tell(_NOT_TAKEN, lang, style="yellow")
    return Status.FULL_MARKS


def _finish(
    store: "Store", done: "Plan", roll: Roll, out: Path, json_file: str | None, lang: Language
) -> Status:
    """Write all reports, show the class and who has moved, and return the exit status."""
    from grader.cli.class_reports import publish, show_changes, write_json

    quiet = json_file == STANDARD_OUTPUT
    status = publish(store, out, lang, quiet=quiet)
    if done.before:
        pairs = [(old, store.entry(student)) for student, old in done.before.items()]
        show_changes(pairs, out, lang, quiet=quiet)
    if json_file is not None:
        write_json(store, json_file)
    if roll.pattern:
        tell(_proposed(roll.pattern), lang, style="yellow")
    return status


def told_aside(roll: Roll) -> Iterator[Text]:
    """Yield a line for each reason why files that nobody misses were set aside."""
    by_reason: dict[Text, list[str]] = {}
    for each in roll.aside:
        by_reason.setdefault(each.why, []).append(Path(each.path).name)
    for why, names in by_reason.items():
        more = len(names) - 1
        yield Text(
            ko=f"따로 두었습니다: {names[0]}{f' 외 {more}개' if more else ''}: {why.ko}",
            en=f"Set aside: {names[0]}{f' and {more} more' if more else ''}: {why.en}",
        )


def _proposed(pattern: str) -> Text:
    return Text(
        ko=f"누구의 것인지 알 수 없는 파일의 이름에 맞는 정규 표현식: --pattern '{pattern}'",
        en=f"An expression that reads the names of the files that belong to nobody: --pattern '{pattern}'",
    )


def drop_times_ahead(roll: Roll, lang: Language) -> Roll:
    """Drop submission times that lie in the future, and tell the user whose they are."""
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


def _anew(why: Text) -> Text:
    return Text(
        ko=f"전에 채점한 것도 다시 채점합니다. 그 뒤로 바뀐 것: {why.ko}",
        en=f"What was graded before is graded anew, as things have changed since: {why.en}",
    )


def _to_do(roll: Roll, plan: "Plan") -> Text:
    students, count, kept = len(roll.handed), len(plan.todo), plan.kept
    taken = plan.taken
    return Text(
        ko=f"학생 {students}명: {count}명을 채점합니다. {kept}명의 결과는 이미 있습니다."
        + (f" 시험 삼아 채점한 {taken}명의 결과를 반영합니다." if taken else ""),
        en=f"{students} students: {count} to grade, {kept} done already"
        + (f", {taken} taken from the dry run." if taken else "."),
    )


def _grade_on_cluster(
    address: str,
    task: "BatchTask",
    submissions: "Submissions",
    batch: str,
    confined: bool,
    tell: Callable[[Text], None],
) -> Iterator[tuple[str, "Graded"]]:
    """Yield the result of each student's submission as it becomes known.

    Args:
        address: the address of the cluster's scheduler.
        task: what processes on this machine would be told.
        submissions: what to grade.
        batch: a name that no other batch has.
        confined: whether to refuse a worker that cannot confine.
        tell: called with messages about the cluster's workers.

    Raises:
        StaffError: the cluster cannot be used, or is lost.
    """
    with extra("cluster"):
        from grader.batch.cluster import client, order, session
        from grader.batch.cluster.dispatch import dispatch as dispatch
    from grader.batch.time_limit import seconds

    settings = task.settings
    assert settings.trainings is not None
    tell(Text(ko=f"클러스터에 연결합니다: {address}", en=f"Connecting to the cluster at {address}"))
    made, blobs = order.order(task.assignment, settings, confined, silent)
    sent = session.Session(batch, made, blobs)
    with client.Cluster(address, sent, settings.training, tell) as found:
        most = seconds(task.course.load(task.assignment), training=settings.training)
        yield from dispatch(found, submissions, settings.trainings, most)
