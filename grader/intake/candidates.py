"""Find the models in a program: classes, functions that return one, objects made at module level."""

import ast
from dataclasses import dataclass
from typing import Literal

from grader.intake.makers import Call, calls, makers
from grader.intake.models import makes_model, model_classes, returns_model
from grader.intake.program import Program, Step
from grader.records.source import Candidate, Line, Maker

MAX_MODELS = 60
"""In one submission; with more, the last ones count. A course's whole notebook has some twenty."""


MAX_DETOURS = 4
"""Functions that hand on, one to the next, what the last of them makes."""


@dataclass(frozen=True)
class _Found:
    name: str
    kind: Literal["class", "function", "object"]
    step: Step
    written: bool


def candidates(program: Program) -> tuple[Candidate, ...]:
    """All models in the order of the file.

    A model that is only made by other models, handed to one (`ResNet(Block)`) or the base of one is marked as
    an inner one.
    """
    models = model_classes(program)
    classes = _classes(program, models)
    names = frozenset(found.name for found in classes)
    functions = _functions(program, names)
    names |= {found.name for found in functions}
    everything = sorted([*classes, *functions, *_objects(program, names)], key=lambda found: found.step.place)
    everything = everything[-MAX_MODELS:]
    aliases = _aliases(program, names)
    made: dict[str, list[Call]] = {found.name: [] for found in everything}
    parts = {name for place in models for name in _others(program.steps[place])}
    for name, call in calls(program, models):
        name = aliases.get(name, name)
        if name in names:
            made.setdefault(name, []).append(call)
            parts |= {argument.id for argument in call.node.args if isinstance(argument, ast.Name)}
    return tuple(_candidate(found, made[found.name], program, parts) for found in everything)


def _others(step: Step) -> set[str]:
    """The names that a model's class rests on: its blocks and base classes."""
    return (step.uses.eager | step.uses.deferred) - step.uses.binds


def _classes(program: Program, classes: dict[int, bool]) -> list[_Found]:
    """Every model class once, as its last written version; the program forgets the gaps that follow it."""
    last: dict[str, int] = {}
    for place, written in classes.items():
        name = program.steps[place].node.name  # type: ignore[attr-defined]
        if written or not classes[last.setdefault(name, place)]:
            last[name] = place
    found = [_Found(name, "class", program.steps[place], classes[place]) for name, place in last.items()]
    for model in found:
        program.forget(model.name, after=model.step.place, places=classes)
    return found


def _functions(program: Program, names: frozenset[str]) -> list[_Found]:
    """Functions that return a model, also by way of each other."""
    found: dict[str, _Found] = {}
    for _ in range(MAX_DETOURS):
        known = names | frozenset(found)
        found = {
            step.node.name: _Found(step.node.name, "function", step, True)
            for step in program.steps
            if isinstance(step.node, ast.FunctionDef) and returns_model(step.node, program, known)
        }
    return list(found.values())


def _objects(program: Program, names: frozenset[str]) -> list[_Found]:
    """Models put together at module level, each definition that differs from the ones before."""
    found: dict[str, _Found] = {}
    for step in program.steps:
        node = step.node
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            changed = any(place > step.place for place in program.mutated.get(name, []))
            if makes_model(node.value, program, frozenset()) or (
                changed and makes_model(node.value, program, names)
            ):
                found[ast.dump(node)] = _Found(name, "object", step, True)
    return list(found.values())


def _aliases(program: Program, names: frozenset[str]) -> dict[str, str]:
    """`Net = LeNet5` at module level."""
    return {
        step.node.targets[0].id: step.node.value.id
        for step in program.steps
        if isinstance(step.node, ast.Assign)
        and isinstance(step.node.value, ast.Name)
        and step.node.value.id in names
        and isinstance(step.node.targets[0], ast.Name)
    }


def _candidate(found: _Found, made: list[Call], program: Program, parts: set[str]) -> Candidate:
    step = found.step
    changes = program.changes(found.name, step.place, program.end)
    needed = program.needed([], program.end, roots=[step.place, *changes])
    outside = [call for call in made if not call.in_model]
    itself = Maker(found.name, (), Line(step.statement.unit, step.node.lineno))
    return Candidate(
        name=found.name,
        kind=found.kind,
        at=Line(step.statement.unit, step.node.lineno),
        statements=program.ordered(needed.places),
        makers=(itself,) if found.kind == "object" else makers(found.name, outside, program, needed.places),
        written=found.written,
        inner=not outside and (bool(made) or found.name in parts),
    )
