"""Listening to a grading, to look for repairs with what needs no training."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import msgspec

from grader.base.errors import GraderError
from grader.base.progress import Progress
from grader.base.text import Text
from grader.checks import Assignment
from grader.confinement.host import Host
from grader.grading.grade import placed
from grader.grading.model_matching import Match, Outcomes, outcome_for
from grader.records.repair import Repair
from grader.records.report import PartReport, Report
from grader.records.source import Source
from grader.repairs import SECONDS
from grader.repairs.trial import GradedVersion, Version, lost

log = logging.getLogger("grader")

LOOKING = Text(ko="고칠 방법을 찾아 시험하는 중", en="Trying what would put it right")


def _so_far(found: Sequence[Repair]) -> Text:
    """Say how many repairs were found so far, and how to end the search, in the room beside a bar."""
    return Text(
        ko=f"고칠 방법을 찾는 중 · {len(found)}가지 · 그만: Ctrl-C",
        en=f"Trying repairs · {len(found)} found · Ctrl-C stops",
    )


class Repairing:
    """Collects the parts of a report, and looks for repairs once they are asked for.

    Args:
        source: the submission.
        task: the assignment.
        host: runs what is not trusted, with the entries of `grader.grading` and `grader.repairs`.
        progress: shows what is being done.
        ready: called with all parts and the repairs when the last part comes, before any training.
        seconds: how long to look for repairs.
        stoppable: whether Ctrl-C ends the search alone, and the report has what was found by then.
    """

    def __init__(
        self,
        source: Source,
        task: Assignment,
        host: Host,
        progress: Progress,
        ready: Callable[[Sequence[PartReport], tuple[Repair, ...]], None] | None = None,
        seconds: float = SECONDS,
        *,
        stoppable: bool = False,
    ) -> None:
        self._source = source
        self._task = task
        self._host = host
        self._progress = progress
        self._ready = ready
        self._seconds = seconds
        self._stoppable = stoppable
        self.stopped = False
        """Whether Ctrl-C ended the search."""
        self._parts: list[PartReport] = []
        self._version = Version(source, {}, {})

    def models(self, matches: Mapping[str, Match], outcomes: Outcomes) -> None:
        """Keep the model that was found for each part, by the part's id, if anything is written in it."""
        models = {part: match.candidate for part, match in matches.items() if match.candidate.written}
        parts = {part.id: part for part in self._task.parts}
        found = {name: outcome_for(parts[name], each, outcomes) for name, each in models.items()}
        self._version = Version(self._source, models, found)

    def part(self, part: PartReport) -> None:
        """Keep a part; tell of the last one to whoever waits for it."""
        self._parts.append(part)
        if self._ready is not None and len(self._parts) == len(self._task.every_part):
            self._ready([self._without_guesses(each) for each in self._parts], self.found)

    @cached_property
    def found(self) -> tuple[Repair, ...]:
        """The repairs; the host must still be running when they are first asked for."""
        asked = {part.id for part in self._task.parts}
        parts = {part.id: part for part in self._parts if part.id in asked}
        if not any(map(lost, parts.values())):
            return ()
        from grader.repairs.search import Search  # takes a while, in vain where nothing is to be put right

        collected: list[Repair] = []

        def tell(repair: Repair) -> None:
            collected.append(repair)
            self._progress(_so_far(collected) if self._stoppable else LOOKING, 0, None)

        self._progress(_so_far(()) if self._stoppable else LOOKING, 0, None)
        try:
            Search(self._task, self._host, self._seconds).repairs(GradedVersion(self._version, parts), tell)
        except GraderError:
            raise
        except KeyboardInterrupt:
            if not self._stoppable:
                raise
            self.stopped = True
        except Exception:  # a bug in the search must not cost anybody the report
            log.exception("looking for repairs failed")
            return ()
        return tuple(collected)

    def added_to(self, report: Report) -> Report:
        """Return a report with the repairs; what they let the grader read is told by them alone."""
        parts = tuple(map(self._without_guesses, report.parts))
        changed = {(at.file, at.cell, at.line) for repair in self.found for at in repair.at}
        told = {
            placed(problem, self._source)
            for problem in self._source.problems
            if problem.at and (at := self._source.position(problem.at))
            if (at.file, at.cell, at.line) in changed
        }
        notices = tuple(each for each in report.notices if each not in told)
        return msgspec.structs.replace(report, parts=parts, notices=notices, repairs=self.found)

    def _without_guesses(self, part: PartReport) -> PartReport:
        """Return a part without the hints of checks for which there are repairs: those were tried."""
        told = {each.check for repair in self.found for each in repair.clears if each.part == part.id}
        results = tuple(
            msgspec.structs.replace(result, hint=None) if result.id in told else result
            for result in part.results
        )
        return msgspec.structs.replace(part, results=results)
