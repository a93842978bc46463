"""Names that a statement binds, needs at once, or needs only when its functions are called."""

import ast
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from grader.intake.syntax import root

BUILDING = {
    "add", "add_argument", "add_argument_group", "add_module", "add_mutually_exclusive_group", "append",
    "extend", "insert", "pop", "register_buffer", "register_module", "register_parameter", "remove",
    "set_defaults", "setdefault", "update",
}  # fmt: skip
"""Methods that change their object in a way that a model may depend on."""


@dataclass
class Uses:
    """The names of one top-level statement."""

    binds: set[str] = field(default_factory=set)
    eager: set[str] = field(default_factory=set)
    """Names needed when the statement runs."""
    deferred: set[str] = field(default_factory=set)
    """Names needed when a function that the statement defines is called."""
    mutates: set[str] = field(default_factory=set)
    """Names of values changed in place: `layers.append(...)`, `net.fc = ...`, `Net.forward = forward`."""


def uses(node: ast.AST, live: Container[str] | None = None) -> Uses:
    """Return the names that a statement or an expression uses.

    Methods that are not `live` are never called, so the names that they use are left out.
    """
    visitor = _Visitor(live)
    visitor.visit(node)
    return visitor.uses


def live_names(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of methods that a model's `__init__` and `forward` may call, judged by name alone.

    A `fit`, `plot` or `train_dataloader` that nothing in the model calls is not among them.
    """
    functions: dict[str, list[ast.AST]] = {}
    for node in (part for tree in trees for part in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.setdefault(node.name, []).append(node)
    live = {name for name in functions if name.startswith("__")} | {"forward", "reset_parameters"}
    todo = list(live)
    while todo:
        for part in (part for function in functions.pop(todo.pop(), []) for part in ast.walk(function)):
            name = part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")
            if name and name not in live:
                live.add(name)
                todo.append(name)
    return live


def every_name(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of all functions and methods."""
    return {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def is_called(member: ast.AST, live: Container[str]) -> bool:
    """Return whether a class member may run: anything but a method, a live method, or a decorated one."""
    return (
        not isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)
        or member.name in live
        or bool(member.decorator_list)
    )


def local_names(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """Return a function's local names: its parameters and the names that its body binds."""
    arguments = function.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = {a.arg for a in [*parameters, arguments.vararg, arguments.kwarg] if a is not None}
    if isinstance(function, ast.Lambda):
        return names
    foreign: set[str] = set()
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        names |= _bound(node)
        if isinstance(node, ast.Global | ast.Nonlocal):
            foreign |= set(node.names)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            stack += ast.iter_child_nodes(node)
    return names - foreign


def _bound(node: ast.AST) -> set[str]:
    """Return the names that this node itself binds, without its children."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {alias.asname or alias.name.split(".")[0] for alias in names if alias.name != "*"}
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return {name}
        case ast.MatchMapping(rest=str(name)):
            return {name}
    return set()


class _Visitor(ast.NodeVisitor):
    """Collect names by Python's scoping rules: a class's own names are invisible to its methods."""

    def __init__(self, live: Container[str] | None) -> None:
        self.uses = Uses()
        self.live = live
        self.scopes: list[set[str]] = []
        """The local names of the enclosing functions and comprehensions and, if innermost, of the class."""
        self.functions = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind({node.id})
        else:
            self._need(node.id)

    def _bind(self, names: set[str]) -> None:
        if not self.scopes:
            self.uses.binds |= names
        elif isinstance(self.scopes[-1], _ClassScope):
            self.scopes[-1] |= names

    def _need(self, name: str) -> None:
        if any(name in scope for scope in self.scopes):
            return
        if self.functions:
            self.uses.deferred.add(name)
        elif name not in self.uses.binds:  # otherwise the statement itself has already bound it, as loops do
            self.uses.eager.add(name)

    def _mutate(self, target: ast.AST) -> None:
        name = root(target)
        if name and not self.functions and not any(name in scope for scope in self.scopes):
            self.uses.mutates.add(name)

    def generic_visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.Name):
            self._bind(_bound(node))
        super().generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = node.args
        parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        annotations = [a.annotation for a in [*parameters, arguments.vararg, arguments.kwarg] if a]
        around = [
            *node.decorator_list,
            *arguments.defaults,
            *arguments.kw_defaults,
            *annotations,
            node.returns,
        ]
        self._all(around)
        self._bind({node.name})
        for decorator in node.decorator_list:
            for argument in decorator.args if isinstance(decorator, ast.Call) else ():
                self._mutate(argument)  # `@add_to_class(Net)`
        method = bool(self.scopes) and isinstance(self.scopes[-1], _ClassScope)
        if not method or self.live is None or is_called(node, self.live):
            self._function(local_names(node), node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._all([*node.args.defaults, *node.args.kw_defaults])
        self._function(local_names(node), [node.body])

    def _function(self, local: set[str], body: Iterable[ast.AST]) -> None:
        hidden = self.scopes
        self.scopes = [*(s for s in hidden if not isinstance(s, _ClassScope)), local]
        self.functions += 1
        self._all(body)
        self.functions -= 1
        self.scopes = hidden

    def _all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._all([*node.decorator_list, *node.bases, *node.keywords])
        self.scopes.append(_ClassScope())
        self._all(each.annotation for each in node.body if isinstance(each, ast.AnnAssign))  # as Python does
        self._all(node.body)
        self.scopes.pop()
        self._bind({node.name})

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        targets = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        self.scopes.append(targets)
        self._all(ast.iter_child_nodes(node))
        self.scopes.pop()

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _comprehension  # noqa: N815

    def visit_Assign(self, node: ast.Assign) -> None:
        self._targets(node.targets)
        self._all([node.value, *node.targets])

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._all([node.value, node.target])

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._all([node.iter, node.target, *node.body, *node.orelse])

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_Delete(self, node: ast.Delete) -> None:
        self._targets(node.targets)
        self._all(t for t in node.targets if not isinstance(t, ast.Name))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._targets([node.target])
        if isinstance(node.target, ast.Name):
            self._need(node.target.id)
        self._all([node.value, node.target])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._targets([node.target])
        if node.value is not None or not isinstance(node.target, ast.Name):
            self._all([node.annotation, node.value, node.target])

    def _targets(self, targets: list[ast.expr]) -> None:
        for target in targets:
            for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
                if isinstance(part, ast.Attribute | ast.Subscript):
                    self._mutate(part)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr in BUILDING:
            self._mutate(node.func)
        if isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr") and node.args:
            self._mutate(node.args[0])
        self.generic_visit(node)


class _ClassScope(set[str]):
    """The names bound in a class's body."""
