"""The classes that an assignment's file is written with.

    assignment = Assignment(__file__, title=Text(ko="…", en="…"))
    lenet = assignment.part(model="LeNet5", ...)
    rubric(
        lenet,
        (5, checks.runs()),
        (4, checks.output_shape(10)),
    )

    @lenet.check(points=2, title=Text(ko="…", en="…"))
    def two_convolutions(graph: Graph) -> None: ...

A check asks for its evidence by the types of its arguments (`grader.checks.evidence`). It returns None for
full marks, raises `Failed` for none, and returns a `Share` for part of the points. Any other exception is a
fault of the grader, and withholds the score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from grader.analysis.layers import averaged
from grader.base.nearest import nearest
from grader.base.text import Text
from grader.base.times import moment
from grader.checks.cases import Case
from grader.checks.checked_part import CheckedPart
from grader.checks.code_parts import DataPart, FunctionPart, LoopPart, ManualPart, by_a_person
from grader.records.assignment import Recipe, Threshold
from grader.records.data_log import Split
from grader.records.deadline import Deadline, Late
from grader.records.graph import Graph
from grader.records.points import added
from grader.records.repair import Hints
from grader.records.signature import Given, row

Shape = tuple[int, ...]
REFERENCES: Final = "references.json"
"""The file of an assignment that contains the captured references."""
EXPECTED: Final = "expected.json"
"""The file of an assignment that contains what the reference's functions return."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Part(CheckedPart):
    """One model that the assignment asks for; `CheckedPart` has the arguments that any part takes.

    Args:
        model: the name that the student must give the model.
        input: the shape of a row of the data, without the batch, e.g. (3, 32, 32).
        given: what forward is called with, if that is not the rows as they are.
        alternative_inputs: other shapes that a correct model may take instead, e.g. (784,) if the images
            are flattened before the model is called.
        output: the output's shape without the batch, e.g. (10,); of several, that of the first.
        returns: the shapes of all that forward returns, by name, if that is several things.
        reference_names: the names of captured references; a submission is compared with the nearest. Empty
            if no single list of layers is correct.
        average_pooling: whether average pooling is accepted in place of the references' max pooling.
        recipe: the recipe of its brief training; None for no training.
        thresholds: the thresholds for that training's score, by the name of the data.
        constructor_defaults: values, by name, for constructor arguments that a submission leaves open.
        solutions: all captured references of the assignment.
    """

    model: str
    input: tuple[int, ...]
    output: tuple[int, ...]
    reference_names: tuple[str, ...] = ()
    average_pooling: bool = False
    alternative_inputs: tuple[tuple[int, ...], ...] = ()
    recipe: Recipe | None = None
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    constructor_defaults: Mapping[str, int | float | bool | str] = field(default_factory=dict)
    solutions: Mapping[str, Graph] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    returns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of input to try, starting with `input`."""
        return (self.input, *self.alternative_inputs)

    @cached_property
    def references(self) -> Mapping[str, Graph]:
        """The references that a submission is compared with, by name."""
        found = {name: self.solutions[name] for name in self.reference_names}
        pooled = {f"{name}, average pooling": averaged(graph) for name, graph in found.items()}
        return found | pooled if self.average_pooling else found


def _given(what: Shape | Given | Mapping[str, Given]) -> tuple[Given, ...]:
    """Return what forward is called with; nothing for the short form, which is the shape of an image."""
    if isinstance(what, tuple):
        return ()
    return (what,) if isinstance(what, Given) else tuple(what.values())


class Assignment:
    """What students hand in, and how it is graded.

    Args:
        file: the path of the assignment's file, `__file__`. Its folder's name is the assignment's id.
        title: the title that people read.
        due: when it is due, e.g. `2026-12-01 23:59`, in Korean time unless it names a zone.
        late: the deduction for lateness.
        hints: how much students are told of a repair: its `place`, also what is wrong in `words`, or also
            the `code`.

    Raises:
        ValueError: `due` is not a date with a time, or `hints` is none of these.
    """

    def __init__(
        self,
        file: str | Path,
        *,
        title: Text,
        due: str | datetime | None = None,
        late: Late | None = None,
        hints: Hints = "code",
    ) -> None:
        if hints not in get_args(Hints):
            like = nearest(hints, get_args(Hints))
            raise ValueError(f"Assignment(hints={hints!r}): there is none; the nearest is {like!r}")
        self.hints: Hints = hints
        self.here = Path(file).parent
        self.title = title
        self.due = None if due is None else moment(due)
        self.late = late
        self.every_part: list[CheckedPart] = []
        """All parts, in the order of the file."""

    @property
    def id(self) -> str:
        """The name in commands and reports, which is the folder's, e.g. `assignment1`."""
        return self.here.name

    @property
    def parts(self) -> list[Part]:
        """The parts that are models."""
        return [part for part in self.every_part if isinstance(part, Part)]

    @property
    def code_parts(self) -> list[CheckedPart]:
        """The parts that are not models: functions, training loops, data code, and what a person grades."""
        return [part for part in self.every_part if not isinstance(part, Part)]

    @property
    def deadline(self) -> Deadline | None:
        """When it is due, and the deduction for lateness; None if its file gives neither."""
        return Deadline(due=self.due, late=self.late) if self.due or self.late else None

    def worth(self, part: CheckedPart) -> float | None:
        """Return a part's points of the total according to its weight; None if there are no weights."""
        if part.weight is None:
            return None
        weights = sum(Fraction(str(each.weight)) for each in self.every_part)
        total = added(check.points for each in self.every_part for check in each.checks)
        return float(Fraction(str(total)) * Fraction(str(part.weight)) / weights)

    @cached_property
    def references(self) -> dict[str, Graph]:
        """The captured references by name; empty before they are first captured."""
        try:
            text = (self.here / REFERENCES).read_bytes()
        except FileNotFoundError:
            return {}
        return msgspec.json.decode(text, type=dict[str, Graph])

    def part(
        self,
        *,
        id: str,  # noqa: A002 - what it is called everywhere
        model: str,
        title: Text,
        input: Shape | Given | Mapping[str, Given],  # noqa: A002 - as above
        output: Shape | Mapping[str, Shape],
        references: tuple[str, ...] = (),
        average_pooling: bool = False,
        alternative_inputs: tuple[tuple[int, ...], ...] = (),
        recipe: Recipe | None = None,
        thresholds: Mapping[str, Threshold] | None = None,
        constructor_defaults: Mapping[str, int | float | bool | str] | None = None,
        weight: float | None = None,
        check_prefix: str = "",
    ) -> Part:
        """Add a model to the assignment; the arguments are those of `Part`.

        Args:
            input: the input's shape without the batch; or what forward is called with, made by `numbers`,
                `tokens`, `lengths` and `padding`: one thing, or several in their order, by names for people.
            output: the output's shape without the batch; or the shapes of several outputs by name. The first
                is the one that checks of the output ask about.
            references: the `reference_names` of `Part`.

        Raises:
            ValueError: another part has rows of the same shape, but calls forward in another way; or the
                recipe names an opponent that is no reference.
        """
        given = _given(input)
        returns = dict(output) if isinstance(output, Mapping) else {}
        shape = input if isinstance(input, tuple) else row(given)
        for other in self.parts:
            alike = (other.given, tuple(other.returns)) == (given, tuple(returns))
            if shape in other.inputs and not alike:
                raise ValueError(f"{id} and {other.id} have rows of one shape, {shape}, but forward differs")
        if recipe is not None and recipe.against:
            recipe = self._with_opponent(recipe)
        part = Part(
            id=id,
            model=model,
            title=title,
            input=shape,
            given=given,
            output=output if isinstance(output, tuple) else next(iter(returns.values())),
            returns=returns,
            reference_names=references,
            average_pooling=average_pooling,
            alternative_inputs=alternative_inputs,
            solutions=self.references,
            recipe=recipe,
            thresholds=thresholds or {},
            constructor_defaults=constructor_defaults or {},
            weight=weight,
            check_prefix=check_prefix,
        )
        self.every_part.append(part)
        return part

    def _with_opponent(self, recipe: Recipe) -> Recipe:
        """Return a recipe with the reference that it names; without it before references are captured."""
        if self.references and recipe.against not in self.references:
            names = ", ".join(self.references)
            raise ValueError(f"Recipe(against={recipe.against!r}): the references are {names}")
        return msgspec.structs.replace(recipe, opponent=self.references.get(recipe.against))

    @cached_property
    def expected(self) -> dict[str, bytes]:
        """What the reference's functions return, by the part's id, as `grade build` has written it."""
        try:
            text = (self.here / EXPECTED).read_bytes()
        except FileNotFoundError:
            return {}
        return msgspec.json.decode(text, type=dict[str, bytes])

    def function(
        self,
        *,
        id: str,  # noqa: A002 - as for `part`
        name: str,
        title: Text,
        cases: Sequence[Case],
        make: tuple[object, ...] = (),
        weight: float | None = None,
        check_prefix: str = "",
    ) -> FunctionPart:
        """Add a function to the assignment; the arguments are those of `FunctionPart`."""
        part = FunctionPart(
            id=id,
            name=name,
            title=title,
            cases=tuple(cases),
            make=make,
            weight=weight,
            check_prefix=check_prefix,
            expected=self.expected.get(id, b""),
        )
        self.every_part.append(part)
        return part

    def loop(
        self,
        *,
        id: str,  # noqa: A002 - as for `part`
        title: Text,
        name: str = "",
        arguments: tuple[str, ...] = (),
        make: tuple[str, ...] = (),
        image: tuple[int, ...] = (1, 28, 28),
        classes: int = 10,
        epochs: int = 2,
        learning_rate: float = 0.1,
        seconds: float = 10.0,
        weight: float | None = None,
        check_prefix: str = "",
    ) -> LoopPart:
        """Add a training loop to the assignment; the arguments are those of `LoopPart`."""
        part = LoopPart(
            id=id,
            title=title,
            name=name,
            arguments=arguments,
            make=make,
            image=image,
            classes=classes,
            epochs=epochs,
            learning_rate=learning_rate,
            seconds=seconds,
            weight=weight,
            check_prefix=check_prefix,
        )
        self.every_part.append(part)
        return part

    def data(
        self,
        *,
        id: str,  # noqa: A002 - as for `part`
        title: Text,
        name: str = "",
        arguments: tuple[str, ...] = (),
        returns: tuple[Split, ...] = (),
        image: tuple[int, int, int] = (1, 16, 16),
        classes: int = 10,
        form: Literal["tensor", "array"] = "tensor",
        batch: int = 16,
        share: float = 0.2,
        seconds: float = 10.0,
        weight: float | None = None,
        check_prefix: str = "",
    ) -> DataPart:
        """Add data code to the assignment; the arguments are those of `DataPart`."""
        part = DataPart(
            id=id,
            title=title,
            name=name,
            arguments=arguments,
            returns=returns,
            image=image,
            classes=classes,
            form=form,
            batch=batch,
            share=share,
            seconds=seconds,
            weight=weight,
            check_prefix=check_prefix,
        )
        self.every_part.append(part)
        return part

    def manual(
        self,
        *,
        id: str,  # noqa: A002 - as for `part`
        title: Text,
        points: float,
        rubric: Text,
        weight: float | None = None,
    ) -> ManualPart:
        """Add what a person grades: a written answer, a plot. Its points come by `grade override`.

        Args:
            rubric: what staff look for.
        """
        part = ManualPart(id=id, title=title, rubric=rubric, weight=weight)
        part.add(points, by_a_person(id, title, rubric))
        self.every_part.append(part)
        return part
