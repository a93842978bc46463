"""Remove lines that a child names but the submission does not have, so that staff can be told.

Honest code is recorded with lines that exist. An attacker who takes over a child may send any Graph, and
earns what it computes; but lines that do not exist reveal that the Graph was not made from this file.
"""

from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from grader.base.text import Text
from grader.records.capture_protocol import Broken, Outcome
from grader.records.graph import Module, Node, Remark
from grader.records.source import Line, Source

NOTICE: Final = Text(
    ko="기록된 모델이 제출물에 없는 줄을 가리킵니다. 제출한 코드가 만든 것이 아닐 수 있습니다."
    " 사람이 확인해야 합니다.",
    en="The model that was recorded names lines that the submission does not have. It may not be what this"
    " code makes: a person must look at it.",
)


def without_forged_lines(outcome: Outcome, source: Source) -> Outcome:
    """Return an outcome without lines that do not exist; the same object if all of them do."""
    lengths = [len(unit.original.splitlines()) for unit in source.units]

    def there(line: Line | None) -> bool:
        return line is None or (0 <= line.unit < len(lengths) and 1 <= line.line <= lengths[line.unit])

    if isinstance(outcome, Broken):
        kept = tuple(filter(there, outcome.lines))
        return outcome if len(kept) == len(outcome.lines) else msgspec.structs.replace(outcome, lines=kept)
    graph = outcome.graph
    recorded: tuple[Node | Module | Remark, ...] = (*graph.nodes, *graph.modules, *graph.remarks)
    if all(there(each.at) for each in recorded):
        return outcome
    kept_graph = msgspec.structs.replace(
        graph,
        nodes=_placed(graph.nodes, there),
        modules=_placed(graph.modules, there),
        remarks=_placed(graph.remarks, there),
    )
    return msgspec.structs.replace(outcome, graph=kept_graph)


_Recorded = TypeVar("_Recorded", Node, Module, Remark)


def _placed(recorded: tuple[_Recorded, ...], there: Callable[[Line | None], bool]) -> tuple[_Recorded, ...]:
    return tuple(each if there(each.at) else msgspec.structs.replace(each, at=None) for each in recorded)
