"""The models that calibrate a part's brief training: its reference, right models and wrong models.

The right and wrong models besides the reference come from the assignment's `variants.py`, if it has one:

    RIGHT = {"unet": {"batch norm": lambda: UNet(nn.BatchNorm2d)}}
    WRONG = {"unet": {"no skips": lambda: UNet(skips=False)}}

Both map a part's id to functions that make a model, by the model's name in the tables. Without the file, the
examples and the mistakes are used. Each model becomes a Graph and is trained as grading trains a submission.
`variants.py` is never handed out, since it may show solutions.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Final

from torch import nn

from grader.authoring.examples import examples, flaws, submitted
from grader.base.errors import StaffError
from grader.base.progress import Progress
from grader.base.text import Text
from grader.capture.forward import graph_of
from grader.capture.normal_form import normal_form
from grader.capture.replay import Replay
from grader.capture.student_code import Stop, StudentCode
from grader.checks.assignment import Assignment, Part
from grader.confinement.host import Host
from grader.grading import course
from grader.grading.grade import graphs
from grader.intake import read
from grader.records.capture_protocol import Job
from grader.records.graph import Graph

FILE: Final = "variants.py"


@dataclass(frozen=True)
class Model:
    """One model to train.

    Args:
        name: the model's name in the tables.
        graph: its Graph, in normal form.
        right: whether it should get full marks.
    """

    name: str
    graph: Graph
    right: bool


def models(assignment: Assignment, host: Host, progress: Progress) -> dict[str, tuple[Model, ...]]:
    """Return the models of every trained part, by its id: the reference, then right models, then wrong ones.

    No two models of a part have the same Graph.

    Raises:
        StaffError: one of them cannot be made or captured.
    """
    found = {
        part.id: [Model(part.model, normal_form(part.solutions[part.model]), True)]
        for part in assignment.parts
        if part.recipe
    }
    written = (assignment.here / FILE).is_file()
    for part, model in (
        _capture_variants(assignment) if written else _capture_examples(assignment, host, progress)
    ):
        if part in found and model.graph not in [each.graph for each in found[part]]:
            found[part].append(replace(model, name=_free(model.name, [each.name for each in found[part]])))
    return {part: tuple(sorted(each, key=lambda model: not model.right)) for part, each in found.items()}


def _free(name: str, taken: Collection[str]) -> str:
    """Return the name, numbered if another model has it, as with `right.py` and `right.ipynb`."""
    numbered = (f"{name} ({number})" for number in count(2))
    return next(each for each in chain([name], numbered) if each not in taken)


# -- in examples -----------------------------------------------------------------------------------------


def _capture_examples(assignment: Assignment, host: Host, progress: Progress) -> Iterator[tuple[str, Model]]:
    """Yield a model for each example and mistake, right or wrong by its own expectation."""
    parts = {part.id: part for part in assignment.parts}
    for example in examples(assignment):
        if wrong := flaws(example, assignment):
            raise StaffError(
                Text(ko=f"{example.name}: {wrong[0].ko}", en=f"{example.name}: {wrong[0].en}"),
                Text(
                    ko=f"`grade validate {assignment.id}`로 확인하십시오.",
                    en=f"See `grade validate {assignment.id}`.",
                ),
            )
        missed = example.expectation().shown
        with submitted(example) as path:
            found = graphs(read(path), assignment, host, progress)
        for part, graph in found.items():
            right = missed.isdisjoint(check.id for check in parts[part].checks)
            yield part, Model(path.stem, normal_form(graph), right)


# -- in a file of their own ------------------------------------------------------------------------------


def _capture_variants(assignment: Assignment) -> Iterator[tuple[str, Model]]:
    module = course.current().module(assignment.id, FILE.removesuffix(".py"))
    parts = {part.id: part for part in assignment.parts if part.recipe}
    for kind, right in (("RIGHT", True), ("WRONG", False)):
        for part, made in _items(kind, getattr(module, kind, {})):
            if part not in parts:
                raise _at_fault(f'{kind}["{part}"]', *_no_such_part(parts))
            for name, make in _items(f'{kind}["{part}"]', made):
                yield part, Model(name, _graph(make, parts[part], f'{kind}["{part}"]["{name}"]'), right)


def _items(place: str, found: object) -> Iterable[tuple[str, object]]:
    if not isinstance(found, dict):
        raise _at_fault(place, "dict이 아닙니다.", "it is no dict.")
    return found.items()


def _no_such_part(parts: Iterable[str]) -> tuple[str, str]:
    names = ", ".join(parts)
    return f"학습하는 부분이 아닙니다. 있는 부분: {names}", f"no such part is trained. There are: {names}"


def _graph(make: object, part: Part, place: str) -> Graph:
    """Make a model and trace it in this process, since the staff wrote the file."""
    if not callable(make) or isinstance(make, nn.Module):
        raise _at_fault(place, "모델을 만드는 함수나 클래스가 아닙니다.", "it makes no model when called.")
    try:
        model = make()
        assert isinstance(model, nn.Module), f"{type(model).__name__} is no nn.Module"
        job = Job((), "", "object", (), part.input, {}, given=part.given, returns=tuple(part.returns))
        graph = normal_form(graph_of(StudentCode(()), job, model))
        Replay(graph)
    except Stop as stop:
        said = " ".join(filter(None, (stop.outcome.reason, stop.outcome.error, stop.outcome.message)))
        raise _at_fault(place, said, said) from stop
    except Exception as error:  # whatever a teacher's model may raise
        said = f"{type(error).__name__}: {error}"
        raise _at_fault(place, said, said) from error
    return graph


def _at_fault(place: str, ko: str, en: str) -> StaffError:
    return StaffError(Text(ko=f"{FILE}의 {place}: {ko}", en=f"{place} in {FILE}: {en}"))
