"""All top-level statements of a submission in order, and the few of them that a name depends on.

The statements of all units form one sequence and one namespace: helper modules first, then the file itself.
"""

import ast
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.intake import side_effects
from grader.intake.name_usage import Uses, every_name, live_names, uses
from grader.intake.scope import BUILTINS, Scope
from grader.intake.syntax import Definition, first_line, last_line, parse
from grader.records.source import Line, Statement

SETTINGS = {"torch.set_default_dtype", "torch.set_default_tensor_type"}


@dataclass(frozen=True)
class ProgramStep:
    """A top-level statement and its place in the sequence."""

    place: int
    statement: Statement
    node: ast.stmt
    uses: Uses


@dataclass
class Needed:
    """What some names depend on."""

    places: set[int] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    """Names that the file can only define by heavy work: data, training, files."""
    unknown: set[str] = field(default_factory=set)
    """Names that nothing in the file defines."""


class Program:
    """The submission as one sequence of statements."""

    def __init__(self, texts: Iterable[tuple[int, str]], *, every_method: bool = False) -> None:
        """Parse a submission.

        Args:
            texts: pairs (unit index, parseable text) in the order in which they would run.
            every_method: whether any method may be called, and not only those that a model calls.
        """
        self.steps: list[ProgramStep] = []
        trees = [(unit, parse(text)) for unit, text in texts]
        live = (every_name if every_method else live_names)(tree for _, tree in trees)
        for unit, tree in trees:
            for index, node in enumerate(tree.body):
                statement = Statement(unit, index, first_line(node), last_line(node))
                self.steps.append(ProgramStep(len(self.steps), statement, node, uses(node, live)))
        self.end = len(self.steps)
        self.scope = Scope(live)
        for step in self.steps:
            self.scope.enter(step.place, step.node, step.uses)
        self.heavy = side_effects.heavy_functions(self.scope)
        """The student's functions and classes that do heavy work when they are called."""
        self.light = [
            not side_effects.is_return(step.node)
            and not side_effects.is_heavy(step.node, self.scope, self.heavy)
            for step in self.steps
        ]
        """Whether each statement may be run to make a model: no data, no files, no training."""
        self._weigh()
        self.settings = [step.place for step in self.steps if self._is_setting(step.node)]
        """The places of statements that set what all models are made of."""

    def _is_setting(self, node: ast.stmt) -> bool:
        call = node.value if isinstance(node, ast.Expr) else None
        return isinstance(call, ast.Call) and self.scope.full_name(call.func) in SETTINGS

    def defined_at(self, name: str, before: int) -> Line:
        """Return the line that gives a name its value at a place, whether it may be run or not."""
        places = self.scope.bound[name]
        step = self.steps[places[max(0, bisect_left(places, before) - 1)]]
        return Line(step.statement.unit, step.node.lineno)

    def provider(self, name: str, before: int) -> int | None:
        """Return the place that gives a name its value at another place: the last light definition before it.

        A name that is only defined further down (cells run out of order) gets the first of those definitions.
        """
        places = self.scope.bound.get(name, [])
        here = bisect_left(places, before)
        in_turn = reversed(places[:here]) if here else (place for place in places if place != before)
        return next((place for place in in_turn if self.light[place]), None)

    def _weigh(self) -> None:
        """Mark as heavy the statements that use at once a name that only heavy work can provide."""
        for step in self.steps:
            if self.light[step.place] and not isinstance(step.node, Definition):
                wanted = [name for name in step.uses.eager if name in self.scope.bound]
                self.light[step.place] = all(self.provider(name, step.place) is not None for name in wanted)

    def class_before(self, base: ast.expr, place: int) -> int | None:
        """Return the place of the student's class that a base class's name refers to."""
        places = self.scope.bound.get(base.id, []) if isinstance(base, ast.Name) else []
        earlier = reversed(places[: bisect_left(places, place)])
        return next((p for p in earlier if isinstance(self.steps[p].node, ast.ClassDef)), None)

    def needed(self, names: Iterable[str], before: int, roots: Iterable[int] = ()) -> Needed:
        """Return everything that names used at a place depend on; `roots` are always included.

        Code that runs at once sees the latest definition before it. Code that runs when a function is called
        sees the latest before the call, which for a model is the end of the file.
        """
        found = Needed()
        todo = [(name, before) for name in names]
        seen = set(todo)
        expanded: set[tuple[int, int]] = set()

        def take(place: int, moment: int) -> None:
            if (place, moment) in expanded:
                return
            expanded.add((place, moment))
            found.places.add(place)
            step = self.steps[place]
            wanted = {(name, place) for name in step.uses.eager}
            wanted |= {
                (name, self._seen_at(name, place, time))
                for name in step.uses.deferred
                for time in {moment, before}
            }
            todo.extend(wanted - seen)
            seen.update(wanted)

        for place in roots:
            take(place, before)
        while todo:
            name, moment = todo.pop()
            source = self.provider(name, moment)
            if source is not None:
                changes = self.changes(name, source, moment)
                for each in [source, *self._imports_beside(name, source), *changes]:
                    take(each, moment)
                made = {(each, moment) for place in changes for each in self.steps[place].uses.binds}
                todo.extend(made - seen)  # `group = parser.add_argument_group()` has changes of its own
                seen.update(made)
            elif self.scope.bound.get(name):
                found.left_out.add(name)
            elif name not in BUILTINS:
                found.unknown.add(name)
        self._take_stars(found)
        return found

    def _seen_at(self, name: str, place: int, time: int) -> int:
        """Return when code at a place looks up a name that it uses later, when it is called.

        What an import brought stays, although a later part of the file imports something else by its name:
        the model was called before.
        """
        then, later = self.provider(name, place), self.provider(name, time)
        imports = (ast.Import, ast.ImportFrom)
        kept = then is not None and then < place and isinstance(self.steps[then].node, imports)
        return place if kept and later is not None and isinstance(self.steps[later].node, imports) else time

    def _imports_beside(self, name: str, place: int) -> list[int]:
        """Return all imports that bind a name: `import torch` and `import torch.nn` are both needed."""
        if not isinstance(self.steps[place].node, ast.Import):
            return []
        return [p for p in self.scope.bound[name] if isinstance(self.steps[p].node, ast.Import)]

    def changes(self, name: str, place: int, moment: int) -> list[int]:
        """Return the light statements that change a value in place between its definition and its use."""
        if isinstance(self.steps[place].node, ast.Import | ast.ImportFrom):
            return []
        rebound = min((p for p in self.scope.bound[name] if place < p < moment), default=moment)
        return [p for p in self.scope.mutated.get(name, []) if place < p < rebound and self.light[p]]

    def _take_stars(self, found: Needed) -> None:
        for place in self.scope.stars:
            node = self.steps[place].node
            torch = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "torch"
            if torch or found.unknown:
                found.places.add(place)

    def ordered(self, places: set[int]) -> tuple[Statement, ...]:
        """Return the statements in the order of the file, but each after those that it needs at once."""
        order: list[int] = []
        done: set[int] = set()
        stack = sorted(places, reverse=True)
        opened: set[int] = set()
        while stack:
            place = stack[-1]
            if place in done:
                stack.pop()
            elif place in opened:
                stack.pop()
                done.add(place)
                order.append(place)
            else:
                opened.add(place)
                wanted = {self.provider(name, place) for name in self.steps[place].uses.eager}
                stack += sorted((p for p in wanted if p in places and p not in opened), reverse=True)
        return tuple(self.steps[place].statement for place in order)
