"""Find the models in a program: classes, functions that return one, objects made at module level."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import msgspec

from grader.intake.calls import ConstructorCall, calls
from grader.intake.constructor_calls import left_out, makers
from grader.intake.factories import factories
from grader.intake.model_detection import makes_model, model_classes, returns_model
from grader.intake.program import Needed, Program, ProgramStep
from grader.intake.template_gaps import own_function
from grader.records.source import Candidate, LeftOut, Line, Maker

MAX_MODELS = 60
"""Models per submission; of more, the last ones count. The notebook of a whole course has about twenty."""


MAX_DETOURS = 4
"""Maximum length of a chain of functions that return, through one another, the model made by the last."""


@dataclass(frozen=True)
class _FoundModel:
    name: str
    kind: Literal["class", "function", "object"]
    step: ProgramStep
    written: bool
    replaced_at: int | None = None
    """The place where a later class takes its name."""

    def is_made_by(self, name: str, call: ConstructorCall) -> bool:
        """Return whether a call makes this class before the class is replaced."""
        outside = call.at_top and not call.in_model
        until = self.replaced_at or 0
        return name == self.name and outside and self.step.place < call.step.place < until


def candidates(program: Program) -> tuple[Candidate, ...]:
    """Return all models in the order of the file.

    A model is marked as inner if it is only made by other models, passed to one (`ResNet(Block)`) or the base
    of one.
    """
    models = model_classes(program)
    classes = _classes(program, models)
    names = frozenset(found.name for found in classes)
    made_inside = factories(program)
    own_classes = {each.function.name for each in made_inside}
    functions = [each for each in _functions(program, names) if each.name not in own_classes]
    names |= {found.name for found in functions}
    called = names | {name for each in made_inside for name in each.called}
    aliases = _aliases(program, names)
    replaced = _replaced(program, models, classes)
    made: dict[tuple[str, int | None], list[ConstructorCall]] = defaultdict(list)
    parts = {name for place in models for name in _others(program.steps[place])}
    for name, call in calls(program, models):
        name = aliases.get(name, name)
        if name in called:
            early = next((found.replaced_at for found in replaced if found.is_made_by(name, call)), None)
            made[name, early].append(call)
            parts |= {argument.id for argument in call.node.args if isinstance(argument, ast.Name)}
    early_ones = [found for found in replaced if made[found.name, found.replaced_at]]
    bases = {
        name
        for place in models
        if any(not call.in_model for call in made[_class_name(program, place), None])
        for name in _bases(program, place)
    }
    everything = sorted(
        [*classes, *early_ones, *functions, *_objects(program, names)], key=lambda found: found.step.place
    )
    outside = [
        (
            found.step.place,
            msgspec.structs.replace(
                _candidate(found, made[found.name, found.replaced_at], program, parts, bases),
                wraps=any(
                    _takes_a_model(call, program, names) for call in made[found.name, found.replaced_at]
                ),
                aliases=tuple(alias for alias, name in aliases.items() if name == found.name),
            ),
        )
        for found in everything[-MAX_MODELS:]
    ]
    inside = [
        (each.step.place, each.candidate({name: made[name, None] for name in each.called}, program))
        for each in made_inside[-MAX_MODELS:]
    ]
    in_order = sorted([*outside, *inside], key=lambda pair: pair[0])
    return tuple(candidate for _, candidate in in_order[-MAX_MODELS:])


def _takes_a_model(call: ConstructorCall, program: Program, names: frozenset[str]) -> bool:
    """Return whether a call is given a model: another call of the file's classes, or what one was named."""
    given = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    values = [_value(each, call, program) for each in given]
    return any(
        isinstance(part, ast.Call) and _name(part.func) in names
        for value in values
        for part in ast.walk(value)
    )


def _value(node: ast.expr, call: ConstructorCall, program: Program) -> ast.expr:
    """Return what was assigned to a name before a call; anything else as it is."""
    place = program.provider(_name(node), call.step.place)
    definition = program.steps[place].node if place is not None else None
    return definition.value if isinstance(definition, ast.Assign) else node


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _others(step: ProgramStep) -> set[str]:
    """Return the names that a model's class depends on: its blocks and base classes."""
    return (step.uses.eager | step.uses.deferred) - step.uses.binds


def _bases(program: Program, place: int) -> Iterator[str]:
    """Yield the names of the student's own classes that a class inherits from, directly or not."""
    node = program.steps[place].node
    for base in node.bases if isinstance(node, ast.ClassDef) else ():
        own = program.class_before(base, place)
        if own is not None:
            yield _class_name(program, own)
            yield from _bases(program, own)


def _classes(program: Program, classes: dict[int, bool]) -> list[_FoundModel]:
    """Return each model class in its last written version; the program forgets the gaps that follow it."""
    last: dict[str, int] = {}
    for place, written in classes.items():
        name = _class_name(program, place)
        if written or not classes[last.setdefault(name, place)]:
            last[name] = place
    found = [_FoundModel(name, "class", program.steps[place], classes[place]) for name, place in last.items()]
    for model in found:
        program.scope.forget(model.name, after=model.step.place, places=classes)
    return found


def _class_name(program: Program, place: int) -> str:
    node = program.steps[place].node
    assert isinstance(node, ast.ClassDef), "only classes are asked for"
    return node.name


def _replaced(program: Program, classes: dict[int, bool], last: list[_FoundModel]) -> list[_FoundModel]:
    """Return the earlier versions of the model classes, each with the place where the next replaces it."""
    versions: dict[str, list[int]] = defaultdict(list)
    for place, written in classes.items():
        if written:
            versions[_class_name(program, place)].append(place)
    return [
        _FoundModel(model.name, "class", program.steps[place], True, replaced_at)
        for model in last
        for place, replaced_at in pairwise(versions[model.name])
    ]


def _functions(program: Program, names: frozenset[str]) -> list[_FoundModel]:
    """Return the functions that return a model, directly or through one another."""
    found: dict[str, _FoundModel] = {}
    for _ in range(MAX_DETOURS):
        known = names | frozenset(found)
        found = {
            step.node.name: _FoundModel(step.node.name, "function", step, True)
            for step in program.steps
            if isinstance(step.node, ast.FunctionDef) and returns_model(step.node, program, known)
        }
    return list(found.values())


def _objects(program: Program, names: frozenset[str]) -> list[_FoundModel]:
    """Return the models built at module level: every definition that differs from the earlier ones."""
    found: dict[str, _FoundModel] = {}
    for step in program.steps:
        node = step.node
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            changed = any(place > step.place for place in program.scope.mutated.get(name, []))
            if makes_model(node.value, program, frozenset()) or (
                changed and makes_model(node.value, program, names)
            ):
                found[ast.dump(node)] = _FoundModel(name, "object", step, True)
    return list(found.values())


def _aliases(program: Program, names: frozenset[str]) -> dict[str, str]:
    """Return the aliases defined at module level, such as `Net = LeNet5`, by alias."""
    return {
        step.node.targets[0].id: step.node.value.id
        for step in program.steps
        if isinstance(step.node, ast.Assign)
        and isinstance(step.node.value, ast.Name)
        and step.node.value.id in names
        and isinstance(step.node.targets[0], ast.Name)
    }


def _candidate(
    found: _FoundModel, made: list[ConstructorCall], program: Program, parts: set[str], bases: set[str]
) -> Candidate:
    step, until = found.step, found.replaced_at or program.end
    changes = program.changes(found.name, step.place, until)
    needed = program.needed([], until, roots=[*program.settings, step.place, *changes])
    outside = [call for call in made if not call.in_model]
    itself = Maker(found.name, (), Line(step.statement.unit, step.node.lineno))
    own = makers(ast.Name(found.name, ast.Load()), outside, program, needed.places, _parameters(step.node))
    return Candidate(
        name=found.name,
        kind=found.kind,
        at=Line(step.statement.unit, step.node.lineno),
        statements=program.ordered(needed.places),
        makers=(itself,) if found.kind == "object" else own,
        written=found.written,
        inner=not outside and (bool(made) or found.name in parts),
        replaced=found.replaced_at is not None,
        left_out=_left_out(needed, outside, program, until),
        made=found.kind == "object" or bool(outside),
        base=found.name in bases,
    )


def _parameters(node: ast.stmt) -> list[str]:
    """Return the names of the positional parameters that a class or function is called with."""
    if isinstance(node, ast.ClassDef):
        function = own_function(node, "__init__")
        return [each.arg for each in function.args.args[1:]] if function else []
    return [each.arg for each in node.args.args] if isinstance(node, ast.FunctionDef) else []


def _left_out(
    needed: Needed, made: list[ConstructorCall], program: Program, until: int
) -> tuple[LeftOut, ...]:
    names = sorted(needed.left_out | left_out(made, program))
    return tuple(LeftOut(name, program.defined_at(name, until)) for name in names)
