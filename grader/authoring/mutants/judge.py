"""Grade the mutants of an assignment's references without training; what is known already is kept."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Final

import msgspec

from grader.authoring.mistakes import left_free
from grader.authoring.mutants.changes import changes
from grader.authoring.mutants.equivalence import computes_the_same
from grader.authoring.mutants.fit import fitted
from grader.authoring.mutants.kinds import KINDS, Change
from grader.authoring.mutants.matrix import Judged, Matrix
from grader.base.cache import folder, write_whole
from grader.base.errors import StaffError
from grader.base.korean import quoted_with
from grader.base.nearest import nearest
from grader.base.progress import Progress
from grader.base.text import Text
from grader.capture.measuring import Measuring
from grader.checks.assignment import Assignment, Part
from grader.checks.evidence import Curve
from grader.confinement.host import Host
from grader.grading import provenance
from grader.grading.graph_alone import grade_graph
from grader.records.graph import Graph
from grader.records.points import added
from grader.records.provenance import Installation

GRADING: Final = Text(ko="하나씩 바꾼 모델을 채점하는 중", en="Grading models that are changed in one place")
Known = tuple[dict[str, float], bool, bool]
"""The points that a mutant loses, whether it runs, and whether it computes the same as a reference."""


def matrices(assignment: Assignment, host: Host, progress: Progress) -> Iterator[Matrix]:
    """Yield the matrix of each part of an assignment as soon as it is known.

    Args:
        assignment: the assignment, with its captured references.
        host: computes the Graphs; it must have `grader.grading.ENTRIES`.
        progress: shows what is being done.

    Raises:
        StaffError: a check breaks down over a mutant, or the file of mistakes cannot be read.
    """
    free = _free(assignment)
    installed = provenance.installation()
    total = added(check.points for part in assignment.every_part for check in part.checks)
    for part in assignment.parts:
        found = list(_mutants(part))
        judged = []
        for done, change in enumerate(found):
            progress(GRADING, done, len(found))
            judged.append(_judged(change, part, host, installed))
        yield Matrix(part, total, free.get(part.id, ()), judged)


def bases(part: Part) -> dict[str, Graph]:
    """Return the references that are changed: those of a part that take its first shape of input."""
    names = part.reference_names or (part.model,)
    found = {name: part.solutions[name] for name in names}
    return {name: graph for name, graph in found.items() if graph.input[1:] == part.input}


def _free(assignment: Assignment) -> Mapping[str, Collection[str]]:
    free = left_free(assignment)
    known = {*KINDS, *(part.id for part in assignment.parts)}
    unknown = [name for part, kinds in free.items() for name in (part, *kinds) if name not in known]
    if unknown:
        like = nearest(unknown[0], known)
        raise StaffError(
            Text(
                ko=f"FREE: {quoted_with(unknown[0], '을')} 알 수 없습니다. 가장 비슷한 것은 {like!r}입니다.",
                en=f"FREE: {unknown[0]!r} is neither a part nor a kind of change; the nearest is {like!r}.",
            )
        )
    return free


def _mutants(part: Part) -> Iterator[Change]:
    several = len(bases(part)) > 1
    for name, base in bases(part).items():
        for change in changes(base):
            where = f"{name}: {change.where}" if several else change.where
            yield Change(change.kind, where, change.graph)


def _judged(change: Change, part: Part, host: Host, installed: Installation) -> Judged:
    key = provenance.key(installed, part.id, change.graph)
    path = folder("mutants") / f"{key[:32]}.json"
    with suppress(OSError, msgspec.DecodeError):
        return Judged(change.kind, change.where, *msgspec.json.decode(path.read_bytes(), type=Known))
    with Measuring(host) as measuring:
        known = _known(change.graph, part, measuring)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(known))
    return Judged(change.kind, change.where, *known)


def _known(changed: Graph, part: Part, measuring: Measuring) -> Known:
    graph = fitted(changed, measuring)
    if graph is None:
        return {}, False, False
    results = grade_graph(part, graph, measuring)
    if broken := [result.id for result in results if result.status == "error"]:
        raise _broken(broken[0])
    trained = {check.id for check in part.checks if Curve in check.evidence}
    lost = {
        result.id: added([result.points, -result.earned])
        for result in results
        if result.status in ("failed", "partial", "blocked") and result.id not in trained
    }
    return lost, True, computes_the_same(graph, bases(part).values(), measuring)


def _broken(check: str) -> StaffError:
    return StaffError(
        Text(
            ko=f"{check}: 바꾼 모델을 이 항목이 채점하지 못했습니다.",
            en=f"{check}: this check breaks down over a changed model.",
        ),
        Text(ko="자세한 내용은 위의 기록에 있습니다.", en="The log above has the details."),
    )
