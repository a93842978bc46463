"""The state of a batch in one SQLite file, written atomically by one process."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from grader.base.errors import NothingToGrade, StaffError
from grader.base.korean import quoted_with
from grader.base.text import Text
from grader.batch import store_schema
from grader.batch.overrides import blank, in_force, overridden, settlement
from grader.records.report import Report
from grader.records.submissions import Entry, Handed, OverrideStep, Roll, State, Unmatched
from grader.records.totals import due_at, handed_in

NAME = "grades.sqlite"


class Store:
    """The batch in a folder. Use it as a context manager; only one process at a time can open it.

    Args:
        folder: the batch's folder.
        assignment: the assignment of a batch that may be new; None for a batch that must exist.

    Raises:
        NothingToGrade: there is no batch in the folder.
        StaffError: the file cannot be used, is for another assignment, or is open in another process.
    """

    def __init__(self, folder: Path, assignment: str | None = None) -> None:
        self._path = folder / NAME
        if assignment is None and not self._path.is_file():
            raise NothingToGrade(
                Text(
                    ko=f"'{folder}'에는 채점 결과({NAME})가 없습니다.",
                    en=f"There are no results ({NAME}) in '{folder}'.",
                )
            )
        self._lock = FileLock(folder / f".{NAME}.lock", timeout=0)
        with ExitStack() as opened, _telling(self._path):
            folder.mkdir(parents=True, exist_ok=True)
            opened.enter_context(self._lock)
            self._base = opened.enter_context(closing(sqlite3.connect(self._path, isolation_level=None)))
            self._base.execute("pragma synchronous = full")
            self._prepare(assignment)
            self._opened = opened.pop_all()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    @property
    def assignment(self) -> str:
        """The id of the assignment that is graded."""
        (value,) = self._one("select value from about where key = 'assignment'")
        return str(value)

    @property
    def due(self) -> datetime | None:
        """When the assignment is due, if staff set it; this overrides the assignment's file."""
        row = self._one("select value from about where key = 'due'")
        return datetime.fromisoformat(row[0]) if row else None

    @due.setter
    def due(self, due: datetime) -> None:
        with self._writing() as base:
            base.execute("insert or replace into about values ('due', ?)", (due.isoformat(),))

    @property
    def requests(self) -> str:
        """Where students ask for another look at their results; empty if they are not told of one."""
        row = self._one("select value from about where key = 'requests'")
        return str(row[0]) if row else ""

    @requests.setter
    def requests(self, to: str) -> None:
        with self._writing() as base:
            base.execute("insert or replace into about values ('requests', ?)", (to,))

    @property
    def also(self) -> tuple[Path, ...]:
        """The folders with work of others that the class's code is compared with."""
        row = self._one("select value from about where key = 'also'")
        return tuple(map(Path, msgspec.json.decode(row[0], type=list[str]))) if row else ()

    @also.setter
    def also(self, folders: Sequence[Path]) -> None:
        said = msgspec.json.encode([str(folder.resolve()) for folder in folders]).decode()
        with self._writing() as base:
            base.execute("insert or replace into about values ('also', ?)", (said,))

    # -- the class -----------------------------------------------------------------------------------

    def enrol(self, roll: Roll) -> None:
        """Store who handed in what, and keep all results, including those of students who are gone."""
        with self._writing() as base:
            base.execute("update submissions set place = place + ?", (len(roll.handed),))
            for place, handed in enumerate(roll.handed):
                base.execute(
                    "insert into submissions (student, place, handed, state) values (?, ?, ?, 'waiting')"
                    " on conflict (student) do update set place = excluded.place, handed = excluded.handed",
                    (handed.student, place, _json(handed)),
                )
            base.execute("delete from unmatched")
            rows = [(each.path, _json(each.why)) for each in roll.unmatched]
            base.executemany("insert or replace into unmatched values (?, ?)", rows)

    def unmatched(self) -> list[Unmatched]:
        """Return the files that belong to nobody."""
        rows = self._all("select path, why from unmatched order by path")
        return [Unmatched(path, msgspec.json.decode(why, type=Text)) for path, why in rows]

    # -- results -------------------------------------------------------------------------------------

    def known(self, student: str) -> tuple[State, str]:
        """Return the state of a student's result, and the key of what it depends on."""
        state, key = self._one("select state, key from submissions where student = ?", (student,))
        return state, key

    def put(
        self,
        student: str,
        key: str,
        state: State,
        *,
        report: Report | None = None,
        message: Text | None = None,
    ) -> None:
        """Store a result atomically, and keep the one that it replaces if that rested on anything else."""
        with self._writing() as base:
            base.execute(
                "insert into earlier (student, state, key, report, message, at)"
                " select student, state, key, report, message, ? from submissions"
                " where student = ? and state not in ('waiting', 'missing') and (key, state) != (?, ?)",
                (_now(), student, key, state),
            )
            base.execute(
                "update submissions set state = ?, key = ?, report = ?, message = ? where student = ?",
                (state, key, report and _json(report), message and _json(message), student),
            )
            base.execute("delete from tried where student = ?", (student,))

    def put_tried(
        self,
        student: str,
        key: str,
        state: State,
        *,
        report: Report | None = None,
        message: Text | None = None,
    ) -> None:
        """Store a result beside the one that counts, to be looked at, and taken later or not."""
        with self._writing() as base:
            base.execute(
                "insert or replace into tried values (?, ?, ?, ?, ?)",
                (student, state, key, report and _json(report), message and _json(message)),
            )

    def take_tried(self, student: str, key: str) -> bool:
        """Let a result count that was only tried; return whether there is one that rests on this key."""
        row = self._one(
            "select state, report, message from tried where student = ? and key = ?", (student, key)
        )
        if row is None:
            return False
        state, report, message = row
        with _telling(self._path):
            self.put(
                student,
                key,
                state,
                report=msgspec.json.decode(report, type=Report) if report else None,
                message=msgspec.json.decode(message, type=Text) if message else None,
            )
        return True

    def tried(self, student: str) -> Entry | None:
        """Return a student's entry as it would be with the result that was only tried; None without one."""
        return self._with_result(
            student, self._one("select state, report, message from tried where student = ?", (student,))
        )

    def earlier(self, student: str) -> Entry | None:
        """Return a student's entry as it was before the newest result replaced the last; None if none did."""
        return self._with_result(
            student,
            self._one(
                "select state, report, message from earlier where student = ? order by number desc limit 1",
                (student,),
            ),
        )

    def as_if(self, student: str, change: Callable[[Report], Report]) -> Entry:
        """Return a student's entry as it would be if the report were another, under the same overrides."""
        (report,) = self._one("select report from submissions where student = ?", (student,))
        entry = self.entry(student)
        if report is None:
            return entry
        with _telling(self._path):
            graded = change(msgspec.json.decode(report, type=Report))
        return self._judged(msgspec.structs.replace(entry, report=graded))

    def _with_result(
        self, student: str, row: tuple[State, bytes | None, bytes | None] | None
    ) -> Entry | None:
        """Return a student's entry with another result, under the same overrides."""
        if row is None:
            return None
        state, report, message = row
        with _telling(self._path):
            return self._judged(
                msgspec.structs.replace(
                    self.entry(student),
                    state=state,
                    report=msgspec.json.decode(report, type=Report) if report else None,
                    message=msgspec.json.decode(message, type=Text) if message else None,
                )
            )

    def entries(self) -> Iterator[Entry]:
        """Yield every student's entry in the order of the class, with overrides applied to the reports."""
        students = [student for (student,) in self._all("select student from submissions order by place")]
        for student in students:
            yield self.entry(student)

    def entry(self, student: str) -> Entry:
        """Return one student's entry, with overrides applied to the report.

        Raises:
            NothingToGrade: there is no such student.
        """
        row = self._one(
            "select handed, state, report, message from submissions where student = ?", (student,)
        )
        if row is None:
            raise NothingToGrade(
                Text(ko=f"'{student}' 학생이 없습니다.", en=f"There is no student '{student}'."),
                Text(ko="명단: " + self._some(), en="There are: " + self._some()),
            )
        said, state, report, message = row
        trail = self._trail(student)
        with _telling(self._path):
            graded = msgspec.json.decode(report, type=Report) if report else None
            if graded is None and in_force(trail):
                graded, state = self.blank(), "graded"
            return self._judged(
                Entry(
                    handed=msgspec.json.decode(said, type=Handed),
                    state=state,
                    report=graded,
                    message=msgspec.json.decode(message, type=Text) if message else None,
                    overrides=in_force(trail),
                    settled=settlement(trail),
                    trail=trail,
                )
            )

    def _judged(self, entry: Entry) -> Entry:
        """Return an entry whose report has the deduction for lateness and a person's overrides."""
        if entry.report is None:
            return entry
        handed = entry.handed
        dated = handed_in(due_at(entry.report, self.due), handed.submitted, marked=handed.late)
        return msgspec.structs.replace(entry, report=overridden(dated, entry.overrides))

    def is_graded(self, student: str) -> bool:
        """Return whether there is a report on what a student handed in."""
        row = self._one("select report is not null from submissions where student = ?", (student,))
        return bool(row and row[0])

    def blank(self) -> Report | None:
        """Return a report without points, for points by hand alone; None if nobody is graded yet."""
        row = self._one("select report from submissions where report is not null order by place limit 1")
        with _telling(self._path):
            return blank(msgspec.json.decode(row[0], type=Report)) if row else None

    # -- overrides -----------------------------------------------------------------------------------

    def override(self, steps: Iterable[tuple[str, OverrideStep]]) -> None:
        """Add what a person changed about students' points to the trail, all of it or nothing."""
        rows = [
            (student, each.part, each.check, each.points, each.was, each.by, each.why, each.at.isoformat())
            for student, each in steps
        ]
        with self._writing() as base:
            base.executemany(
                "insert into trail (student, part, check_id, points, was, by_whom, why, at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )

    def _trail(self, student: str) -> tuple[OverrideStep, ...]:
        rows = self._all(
            "select part, check_id, points, was, by_whom, why, at from trail where student = ?"
            " order by number",
            (student,),
        )
        return tuple(
            OverrideStep(
                part=part,
                check=check,
                points=points,
                was=was,
                by=by,
                why=why,
                at=datetime.fromisoformat(at),
            )
            for part, check, points, was, by, why, at in rows
        )

    # -- SQLite --------------------------------------------------------------------------------------

    def _prepare(self, assignment: str | None) -> None:
        made = self._all("select name from sqlite_master where name = 'about'")
        if not made:
            with self._writing() as base:
                store_schema.create(base, assignment)
        (version,) = self._one("select value from about where key = 'format'")
        if int(version) < store_schema.FORMAT:
            with self._writing() as base:
                store_schema.upgrade(base, int(version))
        (version,) = self._one("select value from about where key = 'format'")
        if int(version) != store_schema.FORMAT:
            raise _unusable(
                self._path, Text(ko="다른 판의 채점기가 만들었습니다", en="another edition made it")
            )
        if assignment not in (None, self.assignment):
            raise _unusable(
                self._path,
                Text(ko=f"{self.assignment}의 결과입니다", en=f"it holds results of {self.assignment}"),
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _telling(self._path):
            self._base.execute("begin immediate")
            try:
                yield self._base
            except BaseException:
                if self._base.in_transaction:  # a full disk may have ended it already
                    self._base.execute("rollback")
                raise
            self._base.execute("commit")

    def _one(self, statement: str, values: Sequence[object] = ()) -> Any:
        with _telling(self._path):
            return self._base.execute(statement, values).fetchone()

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with _telling(self._path):
            return self._base.execute(statement, values).fetchall()

    def _some(self) -> str:
        names = self._all("select student from submissions order by place limit 20")
        return ", ".join(name for (name,) in names)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _json(record: object) -> bytes:
    return msgspec.json.encode(record)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn errors of SQLite, of the disk or of a record of another version into a `StaffError`."""
    try:
        yield
    except Timeout:
        raise _unusable(
            path, Text(ko="다른 채점이 지금 쓰고 있습니다", en="another grading is using it right now")
        ) from None
    except (sqlite3.Error, OSError, msgspec.MsgspecError, UnicodeError) as error:
        raise _unusable(path, Text(ko=str(error), en=str(error))) from error


def _unusable(path: Path, why: Text) -> StaffError:
    return StaffError(
        Text(
            ko=f"{quoted_with(path, '을')} 쓸 수 없습니다: {why.ko}.",
            en=f"'{path}' cannot be used: {why.en}.",
        ),
        Text(
            ko="지금까지의 결과는 그대로 있습니다. 해결한 뒤 같은 명령을 다시 실행하면 이어서 채점합니다.",
            en="The results so far are safe. Once that is mended, the same command goes on where it was.",
        ),
    )
