"""Tell models that belong to another assignment of the course.

A model is another assignment's by its name, unless what it computes says otherwise; or by what it computes,
if it has nobody's name. It then serves no part of this assignment: it would earn points by accident.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.analysis.alignment import align
from grader.analysis.layers import layers, output_shape
from grader.base.errors import StaffError
from grader.base.text import Text
from grader.checks.assignment import Assignment, Part
from grader.grading.course import Course
from grader.grading.model_matching import Outcomes, resemblance
from grader.intake.likeness import OTHER, SIMILAR, SPELLING
from grader.records.capture_protocol import Captured
from grader.records.graph import Graph
from grader.records.reader_protocol import Wanted
from grader.records.source import Candidate, Source

log = logging.getLogger("grader")

CLEARLY = 0.5
"""Share of the distance to this assignment's references that counts as clearly nearer to another's."""
NEAR = 0.25
"""Distance to a reference, for each of its layers, that a model with mistakes still has."""


@dataclass(frozen=True)
class ForeignModels:
    """The models of a submission that belong to other assignments."""

    assignments: Mapping[Candidate, Assignment] = field(default_factory=dict)

    def without(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates that may be this assignment's."""
        return [each for each in candidates if each not in self.assignments]

    def notice(self, source: Source) -> Text | None:
        """Return what to say of a submission in which no model of the assignment was found."""
        if not self.assignments:
            return None
        counts = list(self.assignments.values())
        other = max(counts, key=counts.count)
        whole = [each for each, owner in self.assignments.items() if owner is other and not each.inner]
        called = [each for each in whole if _best(each, other) >= SPELLING]
        names = ", ".join(dict.fromkeys(each.name for each in called or whole))
        file = source.files[0].name if source.files else ""
        command = f"grade {other.id} {file}".strip()
        return Text(
            ko=f"이 제출물은 {other.id}({other.title.ko})의 것으로 보입니다: {names}. 다른 과제의 모델은"
            f" 점수를 받지 못합니다. 혹시 이 명령을 실행하려던 것이 아닌지 확인하십시오: {command}",
            en=f"This is {other.id} ({other.title.en}): {names}. A model of another assignment earns"
            f" nothing here; did you mean `{command}`?",
        )


def find(assignment: Assignment, candidates: Sequence[Candidate], outcomes: Outcomes) -> ForeignModels:
    """Return the candidates that are models of other assignments in the same folder of assignments."""
    written = [each for each in candidates if each.written]
    named = {part.id for part in assignment.parts for each in candidates if _is_called(part, each)}
    doubtful = [each for each in written if _best(each, assignment) < SPELLING and not each.inner]
    if len(named) == len(assignment.parts) or not doubtful:
        return ForeignModels()
    others = neighbours(assignment)
    found = {
        each: owner
        for each in doubtful
        if (owner := _owner(each, assignment, others, _graphs(each, outcomes))) is not None
    }
    namesakes = [owner for each, owner in found.items() if _best(each, owner) >= SPELLING]
    if namesakes and all(_best(each, assignment) == OTHER or each in found for each in candidates):
        found = {each: found.get(each, namesakes[0]) for each in written}  # the rest goes with them
    return ForeignModels(found)


def wanted(assignment: Assignment) -> Wanted:
    """Return what tells the files of an assignment from others that were handed in with them."""
    others = neighbours(assignment)
    return Wanted(
        assignment=assignment.id,
        models=tuple(part.model for part in assignment.parts),
        others=tuple(other.id for other in others),
        other_models=tuple(part.model for other in others for part in other.parts),
    )


def neighbours(assignment: Assignment) -> tuple[Assignment, ...]:
    """Return the other assignments in the same folder; one whose file is at fault is left out."""
    found = []
    course = Course(assignment.here.resolve().parents[1])
    for name, folder in course.folders().items():
        if name == assignment.id or folder.parent != assignment.here.parent:
            continue
        try:
            found.append(course.load(name))
        except StaffError as error:  # its author is told when it is graded itself
            log.info("models of %s are not told apart: %s", name, error.message.en)
    return tuple(found)


def _is_called(part: Part, candidate: Candidate) -> bool:
    return resemblance(candidate, part) >= SPELLING


def _best(candidate: Candidate, assignment: Assignment) -> int:
    """Return how similar a candidate's name is to the most similar one that an assignment asks for."""
    return max((resemblance(candidate, part) for part in assignment.parts), default=OTHER)


def _graphs(candidate: Candidate, outcomes: Outcomes) -> list[Graph]:
    return [
        outcome.graph
        for (each, _), outcome in outcomes.items()
        if each == candidate and isinstance(outcome, Captured)
    ]


def _owner(
    candidate: Candidate, assignment: Assignment, others: Sequence[Assignment], graphs: Sequence[Graph]
) -> Assignment | None:
    """Return the assignment whose model a candidate is; None if that is the one to be graded."""
    namesakes = [each for each in others if _best(candidate, each) >= SPELLING]
    for other in namesakes:
        if _is_named_rightly(candidate, assignment, other, graphs):
            return other
    if namesakes or _best(candidate, assignment) >= SIMILAR:
        return None
    return next((other for other in others if _computes(assignment, other, graphs)), None)


def _is_named_rightly(
    candidate: Candidate, assignment: Assignment, other: Assignment, graphs: Sequence[Graph]
) -> bool:
    """Return whether a candidate with a name of another assignment is that assignment's model."""
    here, there = _fits(assignment, graphs), _fits(other, graphs)
    if here != there:
        return there
    if not there:
        return _best(candidate, assignment) == OTHER
    return _distance(other, graphs) < _distance(assignment, graphs)


def _computes(assignment: Assignment, other: Assignment, graphs: Sequence[Graph]) -> bool:
    """Return whether what is computed is clearly another assignment's model."""
    if not _fits(other, graphs):
        return False
    distance = _distance(other, graphs)
    return distance <= NEAR and distance <= CLEARLY * _distance(assignment, graphs)


def _fits(assignment: Assignment, graphs: Sequence[Graph]) -> bool:
    """Return whether one of the parts asks for this input and this output."""
    return any(_is_shaped_for(part, graph) for part in assignment.parts for graph in graphs)


def _is_shaped_for(part: Part, graph: Graph) -> bool:
    return graph.input[1:] in part.inputs and output_shape(graph)[1:] == part.output


def _distance(assignment: Assignment, graphs: Sequence[Graph]) -> float:
    """Return the least distance to a reference of the assignment, for each of the reference's layers."""
    return min(
        (
            align(layers(graph), expected)[0] / max(len(expected), 1)
            for graph in graphs
            for reference in assignment.references.values()
            for expected in (layers(reference),)
        ),
        default=float("inf"),
    )
