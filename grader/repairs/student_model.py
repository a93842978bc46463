"""A student's model as text: the statements that it consists of, and the calls that make its layers."""

import ast
from dataclasses import dataclass
from functools import cached_property

from grader.records.graph import Graph, Module
from grader.records.source import Candidate, Line, Source
from grader.repairs.syntax_tree import Function, SyntaxTree, name_of, self_attribute, whole_number


@dataclass(frozen=True)
class Spot:
    """An expression in a unit."""

    tree: SyntaxTree
    node: ast.expr


@dataclass(frozen=True)
class Made:
    """The call that makes a layer."""

    tree: SyntaxTree
    call: ast.Call
    kind: str
    path: str
    shared: bool
    """Whether it makes several layers, in a loop or in a block that is used repeatedly."""


class StudentModel:
    """The text of one candidate.

    Raises:
        SyntaxError: a unit is not Python.
    """

    def __init__(self, source: Source, candidate: Candidate, graph: Graph | None = None) -> None:
        self.source = source
        self.candidate = candidate
        self.graph = graph
        statements = [
            *candidate.statements,
            *(each for maker in candidate.makers for each in maker.statements),
        ]
        units = {each.unit for each in statements} | {candidate.at.unit}
        units |= {maker.at.unit for maker in candidate.makers if maker.at}
        self.trees = {unit: SyntaxTree(unit, source.units[unit].text) for unit in sorted(units)}
        self.statements = [
            (self.trees[each.unit], self.trees[each.unit].root.body[each.index]) for each in statements
        ]

    @cached_property
    def classes(self) -> dict[str, tuple[SyntaxTree, ast.ClassDef]]:
        """The model's own classes by name."""
        return {node.name: (tree, node) for tree, node in self.statements if isinstance(node, ast.ClassDef)}

    def functions(self, name: str) -> list[tuple[SyntaxTree, ast.FunctionDef]]:
        """Return the methods and functions with a name."""
        return [
            (tree, node)
            for tree, top in self.statements
            for node in tree.inside(top, ast.FunctionDef)
            if isinstance(node, ast.FunctionDef) and node.name == name
        ]

    @cached_property
    def all_calls(self) -> list[tuple[SyntaxTree, ast.Call]]:
        """All calls in the model's statements."""
        return [
            (tree, node)
            for tree, top in self.statements
            for node in tree.inside(top, ast.Call)
            if isinstance(node, ast.Call)
        ]

    def calls_on(self, line: Line | None) -> list[tuple[SyntaxTree, ast.Call]]:
        """Return the calls that begin on a line, or on the statement that begins there, in order."""
        if line is None or line.unit not in self.trees:
            return []
        tree = self.trees[line.unit]
        return [(tree, call) for own, call in self.all_calls if own is tree and call.lineno == line.line]

    def imports(self, module: str) -> str:
        """Return the name that a module is imported under, e.g. `F`; empty if it is not."""
        for tree in self.trees.values():
            for node in tree.root.body:
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        if alias.name == module and (alias.asname or "." not in module):
                            return alias.asname or alias.name
                if isinstance(node, ast.ImportFrom) and not node.level:
                    for alias in node.names:
                        if f"{node.module}.{alias.name}" == module:
                            return alias.asname or alias.name
        return ""

    @cached_property
    def nn(self) -> str:
        """How `torch.nn` is written here."""
        return self.imports("torch.nn") or ("torch.nn" if self.imports("torch") else "nn")

    # -- layers ------------------------------------------------------------------------------------------

    def module(self, path: str) -> Module | None:
        """Return the module at a path."""
        modules = self.graph.modules if self.graph else ()
        return next((each for each in modules if each.path == path), None)

    def made(self, path: str) -> Made | None:
        """Return the call that makes the module at a path; None if it cannot be told."""
        module = self.module(path)
        if self.graph is None or module is None or module.at is None or not path:
            return None
        kind = module.kind.rpartition(".")[2]
        calls = [each for each in self.calls_on(module.at) if name_of(each[1]) == kind]
        alike = [each.path for each in self.graph.modules if (each.at, each.kind) == (module.at, module.kind)]
        if not calls:
            return None
        if len(calls) == 1:
            (found,) = calls
        elif len(alike) % len(calls) == 0:  # a line that is run several times makes its layers in turn
            found = calls[alike.index(path) % len(calls)]
        else:
            return None
        return Made(*found, kind, path, shared=len(alike) > len(calls))

    # -- where a value comes from ------------------------------------------------------------------------

    def origins(self, spot: Spot, path: str, depth: int = 0) -> list[Spot]:
        """Return the numbers in the text that an argument of a module's constructor comes from."""
        tree, node = spot.tree, spot.node
        if whole_number(node) is not None or isinstance(node, ast.Tuple | ast.Constant):
            return [spot]
        if depth > 4:
            return []
        if name := self_attribute(node):
            return self._attribute(tree, node, name, path, depth)
        if not isinstance(node, ast.Name):
            return []
        function = tree.function(node)
        if function is None:
            return self._top(node.id, path, depth)
        local = _assigned(function, node.id)
        if len(local) == 1:
            return self.origins(Spot(tree, local[0]), path, depth + 1)
        if local:
            return []
        if node.id in _parameters(function):
            found = self._all_passed(spot, path)
            wanted = found if len(found) == 1 or not path else []  # without a path, all of them may be meant
            return [origin for each in wanted for origin in self.origins(*each, depth + 1)]
        return self._top(node.id, path, depth)

    def _attribute(self, tree: SyntaxTree, node: ast.expr, name: str, path: str, depth: int) -> list[Spot]:
        owner = tree.class_of(node)
        if owner is None:
            return []
        found = [
            value
            for each in tree.inside(owner, ast.Assign)
            if isinstance(each, ast.Assign)
            for target in each.targets
            for value in [each.value]
            if self_attribute(target) == name or (isinstance(target, ast.Name) and target.id == name)
        ]
        return self.origins(Spot(tree, found[0]), path, depth + 1) if len(found) == 1 else []

    def _top(self, name: str, path: str, depth: int) -> list[Spot]:
        """Return where a name of the module level gets its value."""
        found = [
            Spot(tree, node.value)
            for tree, node in self.statements
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        ]
        return self.origins(found[0], path, depth + 1) if len(found) == 1 else []

    def passed(self, spot: Spot, path: str) -> tuple[Spot, str] | None:
        """Return the expression that a call passes for a parameter, and the path of the module that calls.

        None if the expression is no parameter, or it cannot be told which call made the module at the path.
        """
        found = self._all_passed(spot, path)
        return found[0] if len(found) == 1 else None

    def _all_passed(self, spot: Spot, path: str) -> list[tuple[Spot, str]]:
        """Return what the calls pass that may have made the module at a path; its default if none does."""
        tree, node = spot.tree, spot.node
        function = tree.function(node) if isinstance(node, ast.Name) else None
        if function is None or not isinstance(node, ast.Name) or node.id not in _parameters(function):
            return []
        owner = tree.class_of(function)
        called = owner.name if owner is not None else getattr(function, "name", "")
        calls = [(own, call) for own, call in self.all_calls if name_of(call) == called]
        calls += self._makers(called)
        steps = path.split(".")
        picked = self._picked(calls, steps) if path else calls
        own_skip = 1 if owner is not None else 0
        bound = [(own, _bound(call, function, node.id, own_skip)) for own, call in picked]
        found = [(Spot(own, value), ".".join(steps[:-1])) for own, value in bound if value is not None]
        default = _default(function, node.id)
        if default is not None and len(found) < max(len(picked), 1):
            found.append((Spot(tree, default), path))
        return found

    def _picked(
        self, calls: list[tuple[SyntaxTree, ast.Call]], steps: list[str]
    ) -> list[tuple[SyntaxTree, ast.Call]]:
        """Return the calls that may have made the module at a path, by the attributes that they set."""
        named = [each for each in calls if _target(*each) in steps]
        if len(named) > 1:  # blocks of several classes under one name: the class of the module around it
            kinds = {
                module.kind.rpartition(".")[2]
                for module in (self.graph.modules if self.graph else ())
                if module.path and ".".join(steps).startswith(f"{module.path}.")
            }
            own = [each for each in named if (around := each[0].class_of(each[1])) and around.name in kinds]
            named = own or named
        return named or calls

    def _makers(self, called: str) -> list[tuple[SyntaxTree, ast.Call]]:
        """Return the calls by which the file makes the model."""
        places = {maker.at for maker in self.candidate.makers if maker.at}
        return [
            (tree, node)
            for place in places
            for tree in [self.trees[place.unit]]
            for node in tree.inside(tree.root, ast.Call)
            if isinstance(node, ast.Call) and node.lineno == place.line and name_of(node) == called
        ]


def _assigned(function: Function, name: str) -> list[ast.expr]:
    """Return the values that a function assigns to a name."""
    return [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for each in ast.walk(target)
        if isinstance(each, ast.Name) and each.id == name
    ] + [
        node.iter
        for node in ast.walk(function)
        if isinstance(node, ast.For | ast.comprehension)
        for each in ast.walk(node.target)
        if isinstance(each, ast.Name) and each.id == name
        for _ in range(2)  # a loop gives it several values
    ]


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    return [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _default(function: Function, name: str) -> ast.expr | None:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(reversed(positional), reversed(arguments.defaults), strict=False))
    pairs += [
        (each, value)
        for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if value is not None
    ]
    return next((value for each, value in pairs if each.arg == name), None)


def _bound(call: ast.Call, function: Function, name: str, skipped: int) -> ast.expr | None:
    """Return the argument that a call gives to a parameter."""
    keyword = next((each.value for each in call.keywords if each.arg == name), None)
    if keyword is not None:
        return keyword
    place = _parameters(function).index(name) - skipped
    fixed = not any(isinstance(each, ast.Starred) for each in call.args)
    return call.args[place] if fixed and 0 <= place < len(call.args) else None


def _target(tree: SyntaxTree, call: ast.Call) -> str:
    """Return the attribute that what a call makes is assigned to, or its place in a list."""
    above = tree.parent(call)
    if isinstance(above, ast.Assign):
        return next((self_attribute(target) for target in above.targets), "")
    items: list[ast.expr] = []
    if isinstance(above, ast.Call) and name_of(above) == "Sequential":
        items = above.args
    if isinstance(above, ast.List | ast.Tuple):
        items = above.elts
    return str(items.index(call)) if call in items else ""
