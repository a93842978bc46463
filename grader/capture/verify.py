"""Accept a Graph from the child without trusting anything that the child measured.

The Graph is computed again, in a process that holds nothing else (`grader.capture.measuring`), and refused if
that fails.
"""

from collections.abc import Sequence

import msgspec

from grader.capture.measuring import Measuring, Unmeasured
from grader.capture.validate import Invalid, TooLarge, validate
from grader.records.capture_protocol import Broken, Captured, Outcome
from grader.records.graph import Graph
from grader.records.measuring_protocol import Shapes


def trusted(outcomes: Sequence[Outcome], measuring: Measuring) -> list[Outcome]:
    """Return each outcome with a Graph that may be computed, or with the reason why there is none.

    Raises:
        StaffError: no process can be started.
    """
    return [_trusted(outcome, measuring) for outcome in outcomes]


def _trusted(outcome: Outcome, measuring: Measuring) -> Outcome:
    if isinstance(outcome, Broken):
        return outcome
    try:
        return Captured(with_shapes(outcome.graph, measuring.shapes(outcome.graph)), outcome.made_by)
    except Unmeasured as none:
        reason = none.reason if none.reason in ("memory", "timeout", "beyond") else "invalid"
        return Broken("trace", reason, message=none.why)
    except TooLarge as size:
        return Broken("trace", "beyond", message=str(size))
    except Invalid as invalid:
        return Broken("trace", "invalid", message=str(invalid))


def with_shapes(graph: Graph, shapes: Shapes) -> Graph:
    """Return the Graph with the shapes of its nodes' results replaced.

    Raises:
        Invalid: there are not as many shapes as nodes, or a result that the Graph uses has none.
    """
    if len(shapes) != len(graph.nodes):
        raise Invalid("shapes of another Graph")
    pairs = zip(graph.nodes, shapes, strict=True)
    nodes = tuple(msgspec.structs.replace(node, shapes=own) for node, own in pairs)
    found = msgspec.structs.replace(graph, nodes=nodes)
    validate(found)
    return found
