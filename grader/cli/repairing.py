"""Looking for repairs once all that needs no training is known, before anything is trained or shown."""

import logging
from collections.abc import Callable, Sequence

import msgspec

from grader.base.errors import GraderError
from grader.base.progress import Progress
from grader.base.text import Text
from grader.checks import Assignment
from grader.confinement.host import Host
from grader.records.repair import Repair
from grader.records.report import PartReport, Report
from grader.records.source import Source
from grader.repairs.search import Search

log = logging.getLogger("grader")

LOOKING = Text(ko="고칠 방법을 찾아 시험하는 중", en="Trying what would put it right")


class Repairing:
    """Collects the parts of a report, and looks for repairs when the last one comes.

    Args:
        source: the submission.
        task: the assignment.
        host: runs what is not trusted.
        progress: shows what is being done.
        ready: called with all parts and the repairs.
    """

    def __init__(
        self,
        source: Source,
        task: Assignment,
        host: Host,
        progress: Progress,
        ready: Callable[[Sequence[PartReport], tuple[Repair, ...]], None] = lambda _parts, _repairs: None,
    ) -> None:
        self._source = source
        self._task = task
        self._host = host
        self._progress = progress
        self._ready = ready
        self._parts: list[PartReport] = []
        self.found: tuple[Repair, ...] = ()

    def part(self, part: PartReport) -> None:
        """Keep a part; with the last one, look for repairs."""
        self._parts.append(part)
        if len(self._parts) == len(self._task.parts):
            self.found = self._search()
            self._ready(self._parts, self.found)

    def _search(self) -> tuple[Repair, ...]:
        self._progress(LOOKING, 0, None)
        try:
            return Search(self._task, self._host).repairs(self._source, self._parts)
        except GraderError:
            raise
        except Exception:  # a bug in the search must not cost anybody the report
            log.exception("looking for repairs failed")
            return ()

    def added_to(self, report: Report) -> Report:
        """Return a report with the repairs."""
        return msgspec.structs.replace(report, repairs=self.found)
