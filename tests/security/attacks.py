"""Runs attacks, each as its own submission, and returns their outcomes."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from grader import intake
from grader.capture.capture import capture
from grader.capture.measuring import Measuring
from grader.capture.verify import trusted
from grader.confinement.host import Host
from grader.records.capture_protocol import Captured, Outcome
from grader.records.graph import OPAQUE, Graph
from tests.capture.submissions import job
from tests.security.world import World

FOLDER = Path(__file__).parent / "fixtures" / "attacks"
SHAPE = (3, 8, 8)


@dataclass(frozen=True)
class Attack:
    """A file whose first line says what it tries, and whose second says how it ends.

    The second line reads `# Expect: timeout died`: `captured`, `unknown`, or the reasons of which
    one must come back.
    With `, unconfined` after it, the attack is harmless without confinement, and must end so there too.
    """

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def expected(self) -> set[str]:
        return set(self._expectation.partition(",")[0].split())

    @property
    def unconfined(self) -> bool:
        return self._expectation.endswith(", unconfined")

    @property
    def _expectation(self) -> str:
        return self.path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# Expect: ")


ATTACKS = [Attack(path) for path in sorted(FOLDER.glob("*.py")) if path.stem not in ("tools", "honest")]
HONEST = Attack(FOLDER / "honest.py")


def run(attack: Attack, world: World, host: Host, beside: Path | None = None) -> Outcome:
    """Read the attack, capture its model and take its Graph over, as the grader does.

    Args:
        attack: what to run.
        world: what is around it.
        host: starts the children.
        beside: a folder whose files lie beside the submission.
    """
    folder = world.submission(attack.path, beside)
    source = intake.read(folder / attack.path.name)
    (candidate,) = [each for each in source.candidates if each.name == "Net"]
    with Measuring(host) as measuring:
        (outcome,) = trusted(capture(source, (job(candidate, SHAPE),), host), measuring)
    return outcome


def ending(outcome: Outcome) -> str:
    """`captured`, `unknown` if something in it is not known and so not computed, or the reason why not."""
    if not isinstance(outcome, Captured):
        return outcome.reason
    return "unknown" if any(node.op == OPAQUE for node in outcome.graph.nodes) else "captured"


def steps(outcome: Outcome) -> dict[str, str]:
    """What came of each step of an attack that reports them in the name of a module."""
    assert isinstance(outcome, Captured)
    (told,) = [module.path for module in outcome.graph.modules if module.path.startswith("{")]
    return msgspec.json.decode(told, type=dict[str, str])


def computed(outcome: Outcome) -> bytes:
    """All of a Graph that its score can depend on: neither names nor lines."""
    assert isinstance(outcome, Captured), outcome
    graph: Graph = outcome.graph
    nodes = [(node.op, node.args, node.shapes, node.module, node.when) for node in graph.nodes]
    ends = (graph.input, graph.output, graph.output_training, graph.batch)
    return msgspec.json.encode((nodes, graph.tensors, ends))


def told(outcome: Outcome) -> str:
    """All that the outcome says to anybody."""
    return json.dumps(msgspec.to_builtins(outcome), ensure_ascii=False)
