"""Try edits: capture the edited models in one confined child, and grade them without training."""

import dataclasses
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from grader.base.progress import silent
from grader.base.text import same
from grader.capture.capture import capture
from grader.capture.measuring import Measuring
from grader.capture.normal_form import normal_form
from grader.capture.verify import trusted
from grader.checks.assignment import Assignment, Part
from grader.checks.checked_part import Check
from grader.confinement.host import Host
from grader.grading.grade import PartGrading, simplified
from grader.grading.jobs import jobs_for
from grader.grading.model_matching import Match, Outcomes, outcome_for
from grader.grading.trainer import Settings, Trainer
from grader.records.capture_protocol import Broken, Captured, Job, Outcome
from grader.records.points import added
from grader.records.report import PartReport, Result
from grader.records.source import Candidate, Line, Source, Statement, Unit

Models = Mapping[str, Candidate]
"""The model of each part, by the part's id."""


@dataclass(frozen=True)
class Version:
    """A version of the submission whose models were captured."""

    source: Source
    models: Models
    outcomes: Mapping[str, Outcome | None]


@dataclass(frozen=True)
class EditedVersion:
    """A version of the submission that is still to be captured, and the one that was edited."""

    source: Source
    models: Models
    before: Version

    def is_untouched(self, part: str) -> bool:
        """Return whether a part's model is written as before, line for line."""
        candidate = self.models[part]
        return candidate == self.before.models.get(part) and all(
            _text(self.source, each) == _text(self.before.source, each) for each in _statements(candidate)
        )


def _text(source: Source, statement: Statement) -> list[str]:
    return source.units[statement.unit].text.split("\n")[statement.first - 1 : statement.last]


@dataclass(frozen=True)
class GradedVersion:
    """A version, graded without training."""

    version: Version
    parts: Mapping[str, PartReport]

    @property
    def points(self) -> float:
        """The points of the total that the checks that a student may see earn; None counts as 0."""
        return added(of_total(part, part.results) for part in self.parts.values())

    @property
    def withheld(self) -> bool:
        """Whether the grader failed at a part."""
        return any(part.counted is None for part in self.parts.values())


def of_total(part: PartReport, results: Sequence[Result]) -> float:
    """Return what some of a part's results are worth in the total, without those hidden from students."""
    return part.of_total(added(result.earned for result in results if not result.hidden))


def lost(part: PartReport) -> list[Result]:
    """Return the results that a repair may improve."""
    return [
        result
        for result in part.results
        if result.status in ("failed", "partial", "blocked") and not result.hidden
    ]


class Trials:
    """Captures and grades versions of a submission for one assignment.

    Args:
        task: the assignment.
        host: runs untrusted work.
        measuring: computes Graphs.
        end: when to stop, by `time.monotonic`.
    """

    def __init__(self, task: Assignment, host: Host, measuring: Measuring, end: float) -> None:
        self._task = task
        self._host = host
        self._measuring = measuring
        self._end = end
        self._parts = {part.id: part for part in task.parts}
        self._trainer = Trainer(Settings(training=False), host, silent)

    def capture(self, tried: Sequence[EditedVersion]) -> list[Version]:
        """Capture versions of a submission, all in one child; those for which no time is left are broken.

        Models that are written as before are not captured again.

        Raises:
            StaffError: no child can be started.
        """
        whole, moved = _joined(tried)
        keys = dict.fromkeys(
            (candidate, shape)
            for each, models in zip(tried, moved, strict=True)
            for part, candidate in models.items()
            if not each.is_untouched(part)
            for shape in self._parts[part].inputs
        )
        jobs = jobs_for(self._task, keys)
        outcomes = dict(zip(keys, self._captured(whole, jobs), strict=True)) if keys else {}
        return [self._version(each, own, outcomes) for each, own in zip(tried, moved, strict=True)]

    def _captured(self, whole: Source, jobs: tuple[Job, ...]) -> list[Outcome]:
        left = max(0.1, self._end - time.monotonic())
        return [simplified(each) for each in trusted(capture(whole, jobs, self._host, left), self._measuring)]

    def _version(self, edited: EditedVersion, moved: Models, outcomes: Outcomes) -> Version:
        back = {
            there: own
            for name, candidate in edited.models.items()
            for own, there in zip(_units(candidate), _units(moved[name]), strict=True)
        }
        found = {
            name: outcome_for(self._parts[name], candidate, outcomes) for name, candidate in moved.items()
        }
        known = {
            name: edited.before.outcomes[name] if edited.is_untouched(name) else _at(outcome, back)
            for name, outcome in found.items()
        }
        return Version(edited.source, edited.models, known)

    def gain(self, version: Version, before: GradedVersion) -> float:
        """Return the most that a version can bring: what the checks that lost points would earn."""
        gains = [
            of_total(report, self._report(version, name, before, only=[each.id for each in lost(report)]))
            - of_total(report, lost(report))
            for name, report in before.parts.items()
            if lost(report)
        ]
        return added(gains)

    def grade(self, version: Version, before: GradedVersion | None = None) -> GradedVersion:
        """Grade a version; parts whose models are what they were `before` keep their results."""
        parts = {}
        for name in version.models if before is None else before.parts:
            if before is not None and _is_same(version.outcomes.get(name), before.version.outcomes.get(name)):
                parts[name] = before.parts[name]
            else:
                parts[name] = self._part(version, self._parts[name])
        return GradedVersion(version, parts)

    def _report(
        self, version: Version, name: str, before: GradedVersion, only: Collection[str]
    ) -> Sequence[Result]:
        if _is_same(version.outcomes.get(name), before.version.outcomes.get(name)):
            return lost(before.parts[name])
        part = self._parts[name]
        some = dataclasses.replace(part, checks=_with_required(part.checks, only))
        return [result for result in self._part(version, some).results if result.id in only]

    def _part(self, version: Version, part: Part) -> PartReport:
        candidate = version.models[part.id]
        outcomes = {(candidate, part.input): version.outcomes[part.id]}
        found: Outcomes = {key: outcome for key, outcome in outcomes.items() if outcome is not None}
        match = Match(candidate, same("-"))
        worth = self._task.worth(self._parts[part.id])
        grading = PartGrading(part, worth, version.source, match, found, self._trainer, self._measuring)
        grading.evaluation.before_training()
        grading.evaluation.after_training()
        return grading.report()


def _with_required(checks: Sequence[Check], ids: Collection[str]) -> list[Check]:
    """Return the checks with these ids, and all that they require."""
    wanted = {check for check in checks if check.id in ids}
    for check in reversed(checks):
        if check in wanted:
            wanted.update(check.requires)
    return [check for check in checks if check in wanted]


def _is_same(outcome: Outcome | None, before: Outcome | None) -> bool:
    if isinstance(outcome, Captured) and isinstance(before, Captured):
        return _seen_by_checks(outcome) == _seen_by_checks(before)
    return outcome == before


def _seen_by_checks(outcome: Captured) -> tuple[object, ...]:
    """Return what checks may look at, without lines and names of modules."""
    graph = outcome.graph
    return normal_form(graph), graph.tensors, [remark.kind for remark in graph.remarks]


# -- one source of several -------------------------------------------------------------------------------


def _joined(tried: Sequence[EditedVersion]) -> tuple[Source, list[Models]]:
    """Return one source with the units of all, equal ones once, and the models that refer to them."""
    numbers: dict[tuple[int, Unit], int] = {}
    moved: list[Models] = []
    for each in tried:
        own = enumerate(each.source.units)
        places = {index: numbers.setdefault((index, unit), len(numbers)) for index, unit in own}
        moved.append({part: _moved(candidate, places) for part, candidate in each.models.items()})
    units = tuple(unit for _, unit in numbers)
    return replace(tried[0].source, units=units, candidates=(), problems=()), moved


def _moved(candidate: Candidate, places: Mapping[int, int]) -> Candidate:
    def line(at: Line) -> Line:
        return Line(places[at.unit], at.line)

    def statements(those: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(replace(each, unit=places[each.unit]) for each in those)

    makers = tuple(
        replace(each, statements=statements(each.statements), at=each.at and line(each.at))
        for each in candidate.makers
    )
    return replace(
        candidate, at=line(candidate.at), statements=statements(candidate.statements), makers=makers
    )


def _units(candidate: Candidate) -> list[int]:
    places = [maker.at.unit for maker in candidate.makers if maker.at]
    return [candidate.at.unit, *(each.unit for each in _statements(candidate)), *places]


def _statements(candidate: Candidate) -> list[Statement]:
    """Return all statements that a candidate is made with."""
    return [*candidate.statements, *(each for maker in candidate.makers for each in maker.statements)]


def _at(outcome: Outcome | None, back: Mapping[int, int]) -> Outcome | None:
    """Return an outcome whose lines count the source's own units."""
    if isinstance(outcome, Captured):
        graph = outcome.graph
        nodes = tuple(replace(each, at=_line(each.at, back)) for each in graph.nodes)
        modules = tuple(replace(each, at=_line(each.at, back)) for each in graph.modules)
        return replace(outcome, graph=replace(graph, nodes=nodes, modules=modules))
    if isinstance(outcome, Broken):
        lines = [_line(each, back) for each in outcome.lines]
        return replace(outcome, lines=tuple(each for each in lines if each))
    return None


def _line(line: Line | None, back: Mapping[int, int]) -> Line | None:
    return Line(back[line.unit], line.line) if line and line.unit in back else None
