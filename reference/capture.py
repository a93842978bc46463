"""Captures the references into their assignments: `python -m reference.capture`.

They go the way of a submission: read as text, run once in a child, validated. What is installed with the
grader is the result, `assignments/<assignment>/references.json`, and never the source.
"""

from pathlib import Path

import msgspec

from grader import intake
from grader.capture import trust
from grader.capture.parent import ENTRY, capture
from grader.capture.trust import trusted
from grader.confinement.host import Host
from grader.records.capture import Captured, Job
from grader.records.graph import Graph

ROOT = Path(__file__).resolve().parent.parent
IMAGE = ((3, 32, 32),)
INPUTS: dict[str, dict[str, tuple[tuple[int, ...], ...]]] = {
    "assignment0": {
        "SLP": ((1, 28, 28), (784,)),
        "MLP": ((1, 28, 28), (784,)),
        "CifarMLP": ((3, 32, 32), (3072,)),
    },
    "assignment1": dict.fromkeys(
        ("CNN", "CNNReLU", "CNNFirstReLU", "CNNSecondReLU", "LeNet5", "LeNet5AveragePooling"), IMAGE
    ),
    "assignment2": dict.fromkeys(("UNet", "UNetClassifier"), IMAGE),
    "assignment3": {"SegUNet": IMAGE},
}
"""The shapes of input, without the batch, that each model is captured with."""


def references(assignment: str) -> dict[str, Graph]:
    """Return the Graph of every model in an assignment's reference, by its name.

    One that is captured with further shapes of input has their size behind its name: `MLP(784)`.
    """
    source = intake.read(ROOT / "reference" / f"{assignment}.py")
    inputs = INPUTS[assignment]
    jobs = tuple(
        Job(each.statements, each.name, each.kind, (), shape, {})
        for each in source.candidates
        for shape in inputs.get(each.name, ())
    )
    found: dict[str, Graph] = {}
    with Host(ENTRY, trust.ENTRY) as host:
        for job, believed in zip(jobs, trusted(capture(source, jobs, host), host), strict=True):
            if not isinstance(believed, Captured):
                raise TypeError(f"{job.name} of {assignment} cannot be captured: {believed}")
            main = job.input == inputs[job.name][0]
            name = job.name if main else f"{job.name}({'x'.join(map(str, job.input))})"
            found[name] = _without_lines(believed.graph)
    return found


def _without_lines(graph: Graph) -> Graph:
    """Where the solution stands is nobody's business."""
    return msgspec.structs.replace(
        graph,
        nodes=tuple(msgspec.structs.replace(node, at=None) for node in graph.nodes),
        modules=tuple(msgspec.structs.replace(module, at=None) for module in graph.modules),
    )


def encode(graphs: dict[str, Graph]) -> bytes:
    """Return what stands in `references.json`."""
    return msgspec.json.format(msgspec.json.encode(graphs), indent=1) + b"\n"


def path_of(assignment: str) -> Path:
    """Return where an assignment's captured references stand."""
    return ROOT / "assignments" / assignment / "references.json"


if __name__ == "__main__":
    for name in INPUTS:
        path_of(name).write_bytes(encode(references(name)))
