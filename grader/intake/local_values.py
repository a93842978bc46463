"""Values for names that are local where a model is made: assigned, looped over, or handed to a function.

    for hidden in [64, 128]:                def experiment(config):
        settings = {"hidden": hidden}           model = MLP(config["hidden"])
        experiment(settings)                    train(model)

A loop's name has the value of the first round, and a parameter what the last call at the top level gives it.
"""

import ast
import copy
from collections.abc import Iterator

from grader.intake.calls import ConstructorCall, Function, calls
from grader.intake.name_usage import local_names
from grader.intake.program import Program
from grader.intake.syntax import Definition

MOST_ROUNDS = 3
"""Maximum number of values that lead to one another: a dictionary of what is looped over is two."""
COMPREHENSIONS = (ast.comprehension, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
LISTING = {"dict", "enumerate", "iter", "list", "next", "range", "reversed", "sorted", "zip"}
"""Functions that only list what there is; a loop may go through their results."""
PARTS = {"items", "keys", "values"}
"""The same of a dictionary's methods."""


def inlined(call: ConstructorCall) -> tuple[ast.Call, set[str]]:
    """Return the call with what is assigned to local names in its arguments, and all local names."""
    local = _locals(call)
    return _filled(call, _fixed({}, _assigned(call, local), local)), local


def first_of(call: ConstructorCall, program: Program, depth: int = 1) -> ast.Call | None:
    """Return the first of the calls that loops and the function around them make of one; None if unknown.

    Args:
        call: the call.
        program: the program that contains it.
        depth: how many functions outwards to follow a parameter.
    """
    local = _locals(call)
    known = {**_given(call, program, depth), **_looped(call)}
    node = _filled(call, _fixed(known, _assigned(call, local), local))
    return None if not known or _names(node) & local else node


def _filled(call: ConstructorCall, values: dict[str, ast.expr]) -> ast.Call:
    node = copy.deepcopy(call.node)
    node.args = [_Inline(values).visit(argument) for argument in node.args]
    node.keywords = [_Inline(values).visit(keyword) for keyword in node.keywords]
    return node


def _locals(call: ConstructorCall) -> set[str]:
    local: set[str] = set()
    for part in call.around:
        if isinstance(part, Function):
            local |= local_names(part)
        elif isinstance(part, COMPREHENSIONS):
            names = (node for node in ast.walk(part) if isinstance(node, ast.Name))
            local |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
    if call.around and not isinstance(call.step.node, Definition):
        local |= call.step.uses.binds
    return local


def _assigned(call: ConstructorCall, local: set[str]) -> dict[str, ast.expr]:
    """Return what is assigned to local names that have one value."""
    values: dict[str, list[ast.expr]] = {}
    assignments = (part for part in ast.walk(call.step.node) if isinstance(part, ast.Assign))
    for part in assignments:
        for target in part.targets:
            if isinstance(target, ast.Name) and target.id in local:
                values.setdefault(target.id, []).append(part.value)
    return {name: given[0] for name, given in values.items() if len(given) == 1}


def _fixed(known: dict[str, ast.expr], assigned: dict[str, ast.expr], local: set[str]) -> dict[str, ast.expr]:
    """Return the values that rest on no local name, once those that are known stand in their place."""
    found = dict(known)
    for _ in range(MOST_ROUNDS):
        for name, value in assigned.items():
            if name not in found and _is_fixed(value, local - found.keys()):
                found[name] = _Inline(found).visit(copy.deepcopy(value))
    return found


def _is_fixed(value: ast.expr, local: set[str]) -> bool:
    effects = any(
        isinstance(node, ast.Call | ast.Lambda | ast.Await | ast.NamedExpr) for node in ast.walk(value)
    )
    return not effects and not _names(value) & local


# -- loops -----------------------------------------------------------------------------------------------


def _looped(call: ConstructorCall) -> dict[str, ast.expr]:
    """Return what the names of the enclosing loops and comprehensions stand for in the first round."""
    found: dict[str, ast.expr] = {}
    for loop in (each for part in call.around for each in _loops(part)):
        if _may_be_listed(loop.iter):
            found |= _unpacked(loop.target, _first(_Inline(found).visit(copy.deepcopy(loop.iter))))
    return found


def _loops(node: ast.AST) -> list[ast.For] | list[ast.comprehension]:
    if isinstance(node, ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp):
        return node.generators
    return [node] if isinstance(node, ast.For) else []


def _first(listed: ast.expr) -> ast.expr:
    if isinstance(listed, ast.Tuple | ast.List) and listed.elts:
        return listed.elts[0]
    return ast.parse(f"next(iter({ast.unparse(listed)}))", mode="eval").body


def _unpacked(target: ast.expr, value: ast.expr) -> dict[str, ast.expr]:
    """Return the names of a target, each with its share of a value."""
    if isinstance(target, ast.Name):
        return {target.id: value}
    found: dict[str, ast.expr] = {}
    for number, part in enumerate(target.elts if isinstance(target, ast.Tuple | ast.List) else ()):
        share = ast.parse(f"({ast.unparse(value)})[{number}]", mode="eval").body
        found |= _unpacked(part, share)
    return found


def _may_be_listed(node: ast.expr) -> bool:
    """Return whether an expression only lists what there is: no data are loaded for it."""
    return all(_lists(part) for part in ast.walk(node) if isinstance(part, ast.Call))


def _lists(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in PARTS and not call.args
    return isinstance(call.func, ast.Name) and call.func.id in LISTING


# -- parameters ------------------------------------------------------------------------------------------


def _given(call: ConstructorCall, program: Program, depth: int) -> dict[str, ast.expr]:
    """Return what the last call at the top level gives the parameters of the function around a call."""
    function = next((each for each in reversed(call.around) if isinstance(each, Function)), None)
    if depth == 0 or not isinstance(function, ast.FunctionDef) or function is not call.step.node:
        return {}
    wanted = {each.arg for each in function.args.args}
    if not wanted & _names(call.node):
        return {}
    outside = [each for name, each in calls(program, ()) if name == function.name and each.at_top]
    if not outside:
        return {}
    node = first_of(outside[-1], program, depth - 1) or outside[-1].node
    local = _locals(outside[-1])
    return {
        name: value
        for name, value in _bound(node, function)
        if _may_be_listed(value) and not _names(value) & local
    }


def _bound(node: ast.Call, function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the parameters that a call gives a value, with it."""
    if not any(isinstance(each, ast.Starred) for each in node.args):
        yield from zip((each.arg for each in function.args.args), node.args, strict=False)
    yield from ((each.arg, each.value) for each in node.keywords if each.arg)


def _names(value: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}


class _Inline(ast.NodeTransformer):
    def __init__(self, values: dict[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.values.get(node.id, node))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Take an entry out of a dictionary that is written out."""
        self.generic_visit(node)
        return _entry(node) or node


def _entry(node: ast.Subscript) -> ast.expr | None:
    if not isinstance(node.value, ast.Dict) or not isinstance(node.slice, ast.Constant):
        return None
    wanted = node.slice.value
    entries = zip(node.value.keys, node.value.values, strict=True)
    return next(
        (value for key, value in entries if isinstance(key, ast.Constant) and key.value == wanted), None
    )
