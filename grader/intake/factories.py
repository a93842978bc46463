"""Functions that return a model of a class of their own, or such a class."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.intake import side_effects
from grader.intake.calls import ConstructorCall
from grader.intake.constructor_calls import makers
from grader.intake.local_classes import Product, local_classes, product
from grader.intake.program import Program, ProgramStep
from grader.intake.template_gaps import is_gap, own_function
from grader.records.source import Candidate, Line, Maker


@dataclass(frozen=True)
class Factory:
    """A function and the model's class in it that it returns."""

    function: ast.FunctionDef
    step: ProgramStep
    model: ast.ClassDef
    product: Product
    products: Mapping[str, ast.Call]
    """The names of the classes that calls of the function gave, each with its call: `Net = build(84)`."""

    @property
    def called(self) -> frozenset[str]:
        """The names by whose calls the model is made."""
        return frozenset({self.function.name, *self.products})

    def candidate(self, made: Mapping[str, list[ConstructorCall]], program: Program) -> Candidate:
        """Return the model.

        Args:
            made: the calls of each of the names `called`.
            program: the program that contains them.
        """
        needed = program.needed([], program.end, roots=[*program.settings, self.step.place])
        at = Line(self.step.statement.unit, self.model.lineno)
        return Candidate(
            name=self.model.name,
            kind="object",
            at=at,
            statements=program.ordered(needed.places),
            makers=(*self._makers(made, program, needed.places), self._bare(at)),
            written=self._is_written,
        )

    @property
    def _is_written(self) -> bool:
        forward = own_function(self.model, "forward")
        return forward is not None and not is_gap(forward)

    def _makers(
        self, made: Mapping[str, list[ConstructorCall]], program: Program, have: set[int]
    ) -> Iterator[Maker]:
        init = own_function(self.model, "__init__")
        parameters = [each.arg for each in init.args.args[1:]] if init else []
        for name, call in self.products.items():
            yield from makers(call, made[name], program, have, parameters)
        own = [each.arg for each in self.function.args.args]
        for maker in makers(
            ast.Name(self.function.name, ast.Load()), made[self.function.name], program, have, own
        ):
            yield Maker(maker.expression + self._then, maker.statements, maker.at)

    def _bare(self, at: Line) -> Maker:
        return Maker(f"{self.function.name}(){self._then}", (), at)

    @property
    def _then(self) -> str:
        return "()" if self.product == "class" else ""


def factories(program: Program) -> list[Factory]:
    """Return the factories of a program in order, one for each class that a function returns."""
    return [
        Factory(step.node, step, model, returned, _products(step.node.name, program))
        for step in program.steps
        if isinstance(step.node, ast.FunctionDef) and _is_light(step.node, program)
        for model in local_classes(step.node)
        if (returned := product(step.node, model.name))
    ]


def _is_light(function: ast.FunctionDef, program: Program) -> bool:
    """Return whether a function does no heavy work itself; what its class does is another matter."""
    return not any(side_effects.is_heavy(each, program.scope, program.heavy) for each in function.body)


def _products(function: str, program: Program) -> dict[str, ast.Call]:
    return {
        step.node.targets[0].id: step.node.value
        for step in program.steps
        if isinstance(step.node, ast.Assign)
        and isinstance(step.node.targets[0], ast.Name)
        and isinstance(step.node.value, ast.Call)
        and isinstance(step.node.value.func, ast.Name)
        and step.node.value.func.id == function
    }
