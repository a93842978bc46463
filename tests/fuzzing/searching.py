"""Looks for operations that end the process that computes them.

Run as `python -m tests.fuzzing.searching SECONDS [SEED]`. What is found is written to `fuzzing/`, and the
search goes on.
"""

import sys
import time
from hashlib import sha256
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, Phase, given, seed, settings

from grader.capture import measuring
from grader.records.graph import Graph
from tests.fuzzing.operations import computes, operations

FOUND = Path("fuzzing")
PATIENCE = 5.0
"""Seconds for one answer; what takes long is no finding."""
AT_ONCE = 500
"""Graphs that are made from one seed."""


def main(seconds: float, first: int = 0) -> int:
    """Search so long; return the exit status."""
    measuring.SECONDS = PATIENCE
    end = time.monotonic() + seconds
    counted = {"graphs": 0, "found": 0}

    def look(graph: Graph) -> None:
        if time.monotonic() > end:
            return
        counted["graphs"] += 1
        try:
            computes(graph)
        except AssertionError:
            counted["found"] += 1
            _keep(graph)

    while time.monotonic() < end:
        first += 1
        _run(look, first)
    print(f"{counted['graphs']} Graphs, {counted['found']} that end their process", flush=True)
    return 1 if counted["found"] else 0


def _run(look: object, number: int) -> None:
    options = settings(
        max_examples=AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(options(given(operations())(look)))()  # type: ignore[arg-type]


def _keep(graph: Graph) -> None:
    data = msgspec.json.encode(graph)
    name = graph.nodes[-1].op.replace(".", "-")
    FOUND.mkdir(exist_ok=True)
    (FOUND / f"operations-{name}-{sha256(data).hexdigest()[:8]}.json").write_bytes(data)
    print(f"{graph.nodes[-1].op} ends its process", flush=True)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), *map(int, sys.argv[2:])))
