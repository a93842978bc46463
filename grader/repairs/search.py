"""Search for repairs: propose, try, keep what raises the score most, and go on from there."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.base.text import Text, same
from grader.capture.measuring import Measuring
from grader.checks.assignment import Assignment, Part
from grader.checks.verdict import LINES
from grader.confinement.host import Host
from grader.intake.likeness import SPELLING, likeness
from grader.records.capture_protocol import Broken, Captured
from grader.records.points import added
from grader.records.repair import ClearedCheck, MendedLayer, Repair
from grader.records.repair_protocol import RepairProposal, RepairsWanted, Suspect, TextEdit
from grader.records.report import PartReport, Result
from grader.records.source import Candidate, Line, Source
from grader.repairs import SECONDS
from grader.repairs.differences import changed_lines, edits, places
from grader.repairs.proposals import edited
from grader.repairs.seeker import Seeker
from grader.repairs.text_edits import last_line
from grader.repairs.trial import EditedVersion, GradedVersion, Models, Trials, Version, lost

MOST_REPAIRS = 8
MOST_PROPOSALS = 40
"""RepairProposals that are tried in one round; each takes 10 to 20 ms."""
MOST_BROKEN = 8
"""RepairProposals of a round that do not run, but may with more edits."""
MOST_FURTHER = 4
"""RepairProposals that are tried after each of those."""
DEPTH = 3
"""How often edits that do not run are taken further."""
MOST_UNCOVERING = 3
"""Edits that raise the score but uncover another mistake, for which that one is looked for."""
LEAST = 0.01
"""Points that a repair must bring."""


@dataclass(frozen=True)
class _Tried:
    """Edits that were tried, and what the models became."""

    version: Version
    what: Text
    why: Text | None
    edits: tuple[TextEdit, ...]
    """The edits of the text before the round; none if some of them were found later."""
    bound: float = 0.0
    """The most that they can bring."""
    graded: GradedVersion | None = None


class Search:
    """Looks for repairs of one submission.

    Args:
        task: the assignment.
        host: runs untrusted work, with the entries `grader.grading.ENTRIES` and `grader.repairs.ENTRIES`.
        seconds: how long to look.
    """

    def __init__(self, task: Assignment, host: Host, seconds: float = SECONDS) -> None:
        self._task = task
        self._host = host
        self._end = time.monotonic() + seconds

    def repairs(
        self, now: GradedVersion, tell: Callable[[Repair], None] = lambda _repair: None
    ) -> tuple[Repair, ...]:
        """Return repairs in the order in which to make them.

        Args:
            now: the submission, graded.
            tell: called with each repair as it is found.

        Raises:
            StaffError: no child can be started.
        """
        with Measuring(self._host) as measuring, Seeker(self._host) as seeker:
            trials = Trials(self._task, self._host, measuring, self._end)
            return tuple(_Rounds(self._task, trials, seeker, self._end).repairs(now, tell))


class _Rounds:
    """The rounds of one search; each begins with the submission as the repairs so far leave it."""

    def __init__(self, task: Assignment, trials: Trials, seeker: Seeker, end: float) -> None:
        self._task = task
        self._trials = trials
        self._seeker = seeker
        self._end = end

    @property
    def _left(self) -> bool:
        return time.monotonic() < self._end

    def repairs(self, now: GradedVersion, tell: Callable[[Repair], None]) -> list[Repair]:
        """Return the repairs that were found until nothing helps, or the time is over."""
        found: list[Repair] = []
        while any(map(lost, now.parts.values())) and len(found) < MOST_REPAIRS and self._left:
            steps = self._steps(now)
            for step in steps[: MOST_REPAIRS - len(found)]:
                assert step.graded is not None, "only what was graded is a step"
                found.append(_repair(now, step, step.graded))
                tell(found[-1])
                now = step.graded
            if not steps:
                break
        return found

    def _steps(self, now: GradedVersion) -> list[_Tried]:
        """Return the edits that raise the score most, then others of the same round that raise it further."""
        tried, lone = self._all_tried(now)
        best = self._best(now, tried)
        if best is None:
            return self._uncovering(now, tried)
        return [best, *self._further(now, best, lone)]

    def _all_tried(self, now: GradedVersion) -> tuple[list[_Tried], list[_Tried]]:
        """Return the edits of a round that may bring points: all, and those proposed by themselves."""
        start = _Tried(now.version, same("-"), None, ())
        rounds = [self._tried(now, [start], first=True)]
        for _ in range(DEPTH - 1):
            if any(each.bound > LEAST for each in rounds[-1]):
                break  # what does not run yet has its turn in a later round
            pending = [each for each in rounds[-1] if _fails_anew(now, each.version)][:MOST_BROKEN]
            rounds.append(self._tried(now, pending, first=False))
        bringing = [[each for each in group if each.bound > LEAST] for group in rounds]
        return [each for group in bringing for each in group], bringing[0]

    def _uncovering(self, now: GradedVersion, tried: Sequence[_Tried]) -> list[_Tried]:
        """Return edits that raise the score but uncover another mistake, and those that put that one right.

        A check had passed because of the first mistake; after both, it must pass again.
        """
        for each in sorted(tried, key=lambda each: (-each.bound, *_size(now, each)))[:MOST_UNCOVERING]:
            graded = self._trials.grade(each.version, now)
            if graded.withheld or added((graded.points, -now.points)) <= LEAST:
                continue
            then = self._best(graded, self._all_tried(graded)[0])
            if then is not None and then.graded is not None and _keeps(now, then.graded):
                return [replace(each, graded=graded), then]
        return []

    def _tried(self, now: GradedVersion, pending: Sequence[_Tried], *, first: bool) -> list[_Tried]:
        """Return the proposals for each version, captured, with the most that they can bring."""
        found = [(each, proposal) for each in pending for proposal in self._proposals(now, each, first=first)]
        if not found or not self._left:
            return []
        versions = self._trials.capture([_edited(each.version, proposal) for each, proposal in found])
        tried = [
            _Tried(version, proposal.what, proposal.why, proposal.edits)
            if first
            else replace(each, version=version, what=_also(now, each.what, proposal.what), edits=())
            for version, (each, proposal) in zip(versions, found, strict=True)
        ]
        return [replace(each, bound=self._bound(now, each.version)) for each in tried if self._left]

    def _bound(self, now: GradedVersion, version: Version) -> float:
        """Return the most that a version can bring: nothing if a model fails that ran."""
        return 0.0 if _breaks(now, version) else self._trials.gain(version, now)

    def _proposals(self, now: GradedVersion, at: _Tried, *, first: bool) -> tuple[RepairProposal, ...]:
        suspects = self._suspects(now, at.version, broken_only=not first)
        return self._seeker.ask(
            RepairsWanted(
                at.version.source,
                _models(at.version),
                suspects,
                MOST_PROPOSALS if first else MOST_FURTHER,
                _missing(self._task, at.version),
            )
        )

    def _best(self, now: GradedVersion, tried: Sequence[_Tried]) -> _Tried | None:
        """Return the edits that raise the score most, the smaller ones of equals; None if there are none."""
        best: _Tried | None = None
        for each in sorted(tried, key=lambda each: (-each.bound, *_size(now, each))):
            if best is not None and (each.bound <= _gain(now, best) or not self._left):
                break
            graded = replace(each, graded=self._trials.grade(each.version, now))
            if _gain(now, graded) > max(LEAST, _gain(now, best) if best else LEAST):
                best = graded
        return best

    def _further(self, now: GradedVersion, best: _Tried, others: Sequence[_Tried]) -> list[_Tried]:
        """Return what raises the score further together with the best edits, and touches other lines."""
        chain: list[_Tried] = []
        together, lines = best.edits, _lines(best.edits)
        for each in sorted(others, key=lambda each: (-each.bound, *_size(now, each))):
            if together and lines.isdisjoint(_lines(each.edits)):
                together, lines = (*together, *each.edits), lines | _lines(each.edits)
                chain.append(replace(each, edits=together))
        steps: list[_Tried] = []
        before = best.graded
        for each, version in self._chained(now, chain):
            assert before is not None, "the best was graded"
            step = replace(each, version=version, graded=self._trials.grade(version, before))
            if _gain(before, step) <= LEAST or not self._left:
                break
            steps.append(step)
            before = step.graded
        return steps

    def _chained(self, now: GradedVersion, chain: Sequence[_Tried]) -> list[tuple[_Tried, Version]]:
        """Capture several proposals made together: the first, the first two, and so on."""
        if not chain or not self._left:
            return []
        suspects = self._suspects(now, now.version, broken_only=False)
        wanted = RepairsWanted(
            now.version.source,
            _models(now.version),
            suspects,
            0,
            _missing(self._task, now.version),
            tuple(each.edits for each in chain),
        )
        proposals = self._seeker.ask(wanted)
        if not proposals:
            return []
        versions = self._trials.capture([_edited(now.version, each) for each in proposals])
        return list(zip(chain, versions, strict=False)) if len(versions) == len(chain) else []

    def _suspects(self, now: GradedVersion, version: Version, *, broken_only: bool) -> tuple[Suspect, ...]:
        found = [
            self._suspect(part, now, version)
            for part, report in now.parts.items()
            if lost(report) or isinstance(version.outcomes.get(part), Broken)
        ]
        return tuple(each for each in found if each and (not broken_only or isinstance(each.outcome, Broken)))

    def _suspect(self, name: str, now: GradedVersion, version: Version) -> Suspect | None:
        part = next(each for each in self._task.parts if each.id == name)
        outcome = version.outcomes.get(name)
        if outcome is None:
            return None
        return Suspect(
            part=name,
            candidate=version.models[name],
            outcome=outcome,
            references=tuple(part.references.values()),
            usual=tuple(self._task.references.values()),
            output=part.output,
            lost=_functions(part, now.parts[name]),
            at=_pointed_at(now.parts[name], now.version.source),
        )


def _models(version: Version) -> tuple[tuple[str, Candidate], ...]:
    return tuple(version.models.items())


def _missing(task: Assignment, version: Version) -> tuple[tuple[str, str], ...]:
    """Return the parts without a model, and the names of the models that they ask for."""
    unread = [each.class_name for each in version.source.problems]
    return tuple(
        (part.id, part.model)
        for part in task.parts
        if part.id not in version.models
        or (_is_called(part, unread) and not _is_called(part, [version.models[part.id].name]))
    )


def _is_called(part: Part, names: Collection[str]) -> bool:
    """Return whether one of the names is that of a part's model."""
    return any(likeness(name, part.model) >= SPELLING for name in names)


def _edited(version: Version, proposal: RepairProposal) -> EditedVersion:
    """Return a version with proposed edits made.

    Raises:
        ValueError: the edits do not fit the text that they were proposed for.
    """
    source = edited(version.source, proposal.edits, proposal.texts)
    if source is None:
        raise ValueError("edits of another text")
    return EditedVersion(source, {**version.models, **dict(proposal.candidates)}, version)


def _functions(part: Part, report: PartReport) -> tuple[str, ...]:
    """Return the names of the functions of the checks that lost points."""
    ids = {result.id for result in lost(report)}
    return tuple(check.function.__name__ for check in part.checks if check.id in ids)


def _pointed_at(part: PartReport, source: Source) -> tuple[Line, ...]:
    """Return the lines that failed checks point to; none if a check names only the first few."""
    units = {(unit.file, unit.cell): index for index, unit in enumerate(source.units)}
    results = lost(part)
    if any(len(result.at) >= LINES for result in results):
        return ()
    return tuple(
        Line(units[each.file, each.cell], each.line)
        for result in results
        for each in result.at
        if (each.file, each.cell) in units
    )


def _lines(edits: tuple[TextEdit, ...]) -> set[tuple[int, int]]:
    return {(each.unit, line) for each in edits for line in range(each.line, last_line(each) + 1)}


def _gain(before: GradedVersion, tried: _Tried) -> float:
    """Return what edits bring; nothing if a check that had passed no longer does."""
    if tried.graded is None or tried.graded.withheld or not _keeps(before, tried.graded):
        return 0.0
    return added((tried.graded.points, -before.points))


def _keeps(before: GradedVersion, after: GradedVersion) -> bool:
    return _passed(before) <= _passed(after)


def _passed(graded: GradedVersion) -> set[tuple[str, str]]:
    return {
        (part, result.id)
        for part, report in graded.parts.items()
        for result in report.results
        if result.status == "passed"
    }


def _size(before: GradedVersion, tried: _Tried) -> tuple[int, int]:
    """Return how many lines and characters edits change."""
    one, other = before.version.source, tried.version.source
    lines = sum(max(len(each.before), len(each.after)) for each in changed_lines(one, other))
    return lines, sum(len(edit.new) + len(edit.old) for edit in edits(one, other))


def _also(now: GradedVersion, first: Text, then: Text) -> Text:
    """Say what edits undo that were found one after another.

    Of a model that does not run, each is a mistake of its own; else the later ones follow from the first.
    """
    if all(isinstance(now.version.outcomes.get(part), Captured) for part in now.parts):
        return first
    if then.en in first.en:  # one mistake that was made several times
        return first
    return Text(ko=f"{first.ko} {then.ko}", en=f"{first.en} {then.en}")


def _fails_anew(before: GradedVersion, version: Version) -> bool:
    """Return whether a model fails that ran before, or fails otherwise than before."""
    return any(
        isinstance(outcome, Broken) and outcome != before.version.outcomes.get(part)
        for part, outcome in version.outcomes.items()
    )


def _breaks(before: GradedVersion, version: Version) -> bool:
    return any(
        isinstance(outcome, Broken) and isinstance(before.version.outcomes.get(part), Captured)
        for part, outcome in version.outcomes.items()
    )


def _repair(before: GradedVersion, step: _Tried, after: GradedVersion) -> Repair:
    one, other = before.version.source, after.version.source
    clears = tuple(
        ClearedCheck(part, result.id, result.earned)
        for part, report in after.parts.items()
        for result in report.results
        if not result.hidden and _is_better(result, before.parts[part])
    )
    return Repair(
        what=_of_its_model(step.what, {each.part for each in clears}, after.version.models),
        why=step.why,
        gain=added((after.points, -before.points)),
        clears=clears,
        mends=tuple(_mended(before, after)),
        at=tuple(one.position(line) for line in places(one, other)),
        lines=changed_lines(one, other),
        edits=edits(one, other),
    )


def _mended(before: GradedVersion, after: GradedVersion) -> Iterator[MendedLayer]:
    """Yield the expected layers that are there after a repair, and were not before it."""
    for part, report in after.parts.items():
        for place, (was, now) in enumerate(zip(_kinds(before.parts[part]), _kinds(report), strict=False)):
            if was in ("missing", "changed") and now in ("same", "follows"):
                yield MendedLayer(part, place)


def _kinds(part: PartReport) -> list[str]:
    """Return how each expected layer is there; of a model that did not run, nothing."""
    return [row.kind for row in part.layers if row.expected is not None]


def _of_its_model(what: Text, parts: Collection[str], models: Models) -> Text:
    """Say whose layers are meant where the submission has several models: each may have a `conv1`."""
    named = {models[part].name for part in parts}
    if len(named) != 1 or len({each.name for each in models.values()}) == 1:
        return what
    (name,) = named
    return what if name in what.en else Text(ko=f"{name} · {what.ko}", en=f"{name} · {what.en}")


def _is_better(result: Result, before: PartReport) -> bool:
    return any(each.id == result.id and result.earned > each.earned for each in before.results)
