"""One of the processes that grade a batch: it has its own host and grades one submission after another."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from grader.base.errors import NothingToGrade, NotTrained, StaffError
from grader.base.progress import silent
from grader.base.text import Text
from grader.batch.refusals import LINK, spelt
from grader.checks.assignment import Assignment
from grader.confinement.host import Host
from grader.confinement.process_pool import follow_parent
from grader.confinement.tiers import TIERS, Name
from grader.datasets import Dataset
from grader.grading.course import Course, current
from grader.grading.entries import entries
from grader.grading.grade import Listener, grade
from grader.grading.other_assignments import wanted
from grader.grading.trainer import Need, Settings, Trainer
from grader.intake.file_bytes import MAX_BYTES, SUFFIXES
from grader.intake.reader import Reader
from grader.records.report import Report
from grader.records.source import Source
from grader.repairs import ENTRIES as REPAIRING
from grader.repairs.repairing import Repairing


@dataclass(frozen=True)
class BatchTask:
    """What every worker of a batch is given."""

    assignment: str
    settings: Settings
    tier: Name
    folders: tuple[Path, ...]
    """The folders of the submissions."""
    course: Course = field(default_factory=current)
    """The course of the assignment."""
    repairs: bool = False
    """Whether to look for what would repair each submission."""


@dataclass(frozen=True)
class Graded:
    """The result of one submission: a report, or why there is none."""

    report: Report | None = None
    nothing: Text | None = None
    """Why nothing that the student handed in could be graded."""
    fault: Text | None = None
    """Why the grader failed."""


class Worker:
    """Grades the submissions of one batch."""

    def __init__(self, task: BatchTask) -> None:
        tier = TIERS[task.tier]
        self._assignment: Assignment = task.course.load(task.assignment)
        self._wanted = wanted(self._assignment)
        self._settings = task.settings
        self._repairs = task.repairs
        self._images: dict[Need, Dataset] = {}
        with ExitStack() as stack:
            self._alone = stack.enter_context(tempfile.TemporaryDirectory(prefix="grade-"))
            needed = (*entries(self._assignment), *(REPAIRING if task.repairs else ()))
            self._host = stack.enter_context(Host(*needed, tier=tier))
            self._reader = stack.enter_context(Reader((*task.folders, Path(self._alone)), tier))
            self._stack = stack.pop_all()

    def end(self) -> None:
        """End the worker's children and remove its files."""
        self._stack.close()

    @property
    def host(self) -> Host:
        """The host that runs untrusted work."""
        return self._host

    def grade(self, paths: Sequence[Path], trainer: Trainer | None = None) -> Graded:
        """Grade what one student handed in.

        Raises:
            NotTrained: the trainer has no curve for a training.
        """
        try:
            with tempfile.TemporaryDirectory(dir=self._alone) as alone:
                source = self._reader.read(
                    [file for path in paths for file in self._files(path, Path(alone))], self._wanted
                )
            trainer = trainer or Trainer(self._settings, self._host, silent, self._images)
            return Graded(self._report(source, trainer))
        except NotTrained:
            raise
        except NothingToGrade as error:
            return Graded(nothing=error.message)
        except StaffError as error:
            return Graded(fault=error.message)
        except OSError as error:
            return Graded(fault=unreadable(error))
        except Exception as error:  # a bug in the grader stops one submission, not the batch
            return Graded(fault=bug(error))

    def _report(self, source: Source, trainer: Trainer) -> Report:
        task, host = self._assignment, self._host
        if not self._repairs:
            return grade(source, task, self._settings, host, silent, trainer=trainer)
        repairing = Repairing(source, task, host, silent)
        listener = Listener(repairing.part, on_models=repairing.models)
        report = grade(source, task, self._settings, host, silent, listener, trainer=trainer)
        return repairing.added_to(report)

    def _files(self, path: Path, alone: Path) -> list[Path]:
        """Return a folder's files; or a single file, copied away from the others that it could import."""
        if path.is_dir():
            _must_be_named_in_utf8(path)
            return self._reader.find(path, code=bool(self._assignment.code_parts))
        if path.is_symlink():  # it became a link after it was collected
            raise NothingToGrade(LINK)
        if path.stat().st_size > MAX_BYTES:  # the reader reports it
            return [path]
        copy = Path(shutil.copyfile(path, alone / path.name))
        os.utime(copy, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
        return [copy]


def unreadable(error: OSError) -> Text:
    """Return the message for a file that cannot be read."""
    reason = f"{error.filename}: {error.strerror}"
    return Text(ko=f"파일을 읽지 못했습니다: {reason}", en=f"A file cannot be read: {reason}")


def bug(error: Exception) -> Text:
    """Return the message for an unexpected error."""
    said = f"{type(error).__name__}: {error}"
    return Text(ko=f"채점기의 오류: {said}", en=f"An error of the grader's own: {said}")


def _must_be_named_in_utf8(folder: Path) -> None:
    """Refuse a folder with a file name that is not UTF-8: Windows archives encode Korean names in CP949."""
    for path in folder.iterdir():
        said = spelt(path.name)
        if said != path.name and path.suffix.lower() in SUFFIXES:
            raise StaffError(
                Text(
                    ko=f"파일 이름이 UTF-8이 아닙니다. 이름을 바꾸십시오: {said}",
                    en=f"The name of a file is not UTF-8; give it another one: {said}",
                )
            )


def serve(task: BatchTask, line: Connection) -> None:
    """Grade the submissions whose paths arrive, until the pipe is closed; end when the parent does."""
    os.environ["OMP_NUM_THREADS"] = "1"
    worker = Worker(task)
    follow_parent(worker.end)
    try:
        while True:
            line.send(worker.grade(line.recv()))
    except (EOFError, OSError):
        worker.end()
