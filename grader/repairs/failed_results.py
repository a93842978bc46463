"""Drafts for a model whose methods take or return the wrong things, or whose lines are in the wrong order."""

import ast
from collections.abc import Iterator
from typing import Final

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.repairs.draft import Draft
from grader.repairs.failure import Failure
from grader.repairs.student_model import StudentModel
from grader.repairs.syntax_tree import name_of, self_attribute

_RETURN: Final = Text(ko="forward가 결과를 반환하지 않습니다.", en="forward does not return its result.")

_TUPLE: Final = Text(ko="forward가 여러 값을 반환합니다.", en="forward returns several values.")

_ORDER: Final = Text(ko="두 줄의 순서가 바뀌어 있습니다.", en="Two lines are in the wrong order.")


def returned(failure: Failure) -> Iterator[Draft]:
    """Yield the missing return, or one of several values."""
    if failure.broken.reason == "returns_none" or failure.matched(r"\bNoneType\b"):
        for tree, method in failure.model.functions("forward"):
            if any(isinstance(each, ast.Return) and each.value for each in ast.walk(method)):
                continue
            last = method.body[-1]
            if isinstance(last, ast.Return):
                yield Draft((tree.replace(last, f"return {_last_name(method)}"),), _RETURN)
            elif isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and _prints(last.value):
                yield Draft((tree.replace(last, f"return {tree.code(last.value.args[0])}"),), _RETURN)
            elif isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
                yield Draft((tree.insert(tree.start(last), "return "),), _RETURN)
            elif name := _last_name(method):
                yield Draft((tree.line_after(last, f"return {name}"),), _RETURN)
    if failure.broken.reason == "returns_other":
        yield from _applied(failure.model)
    if failure.broken.reason == "returns_several":
        yield from one_of_several(failure.model)


def _applied(model: StudentModel) -> Iterator[Draft]:
    """Yield layers that are applied where forward returns them: `return self.fc2`."""
    for tree, method in model.functions("forward"):
        for each in ast.walk(method):
            name = self_attribute(each.value) if isinstance(each, ast.Return) else ""
            if name and isinstance(each, ast.Return) and each.value and (last := _last_name(method)):
                what = Text(
                    ko=f"{with_particle(name, '을')} 적용하지 않고 층 자체를 반환합니다.",
                    en=f"{name} itself is returned, and not what it makes of {last}.",
                )
                yield Draft((tree.insert(tree.end(each.value), f"({last})"),), what)


def _prints(call: ast.Call) -> bool:
    return name_of(call) == "print" and len(call.args) == 1


def one_of_several(model: StudentModel) -> Iterator[Draft]:
    """Yield each of several values that forward returns, in their place."""
    for tree, method in model.functions("forward"):
        for each in ast.walk(method):
            if isinstance(each, ast.Return) and isinstance(each.value, ast.Tuple | ast.List):
                for item in each.value.elts:
                    yield Draft((tree.replace(each.value, tree.code(item)),), _TUPLE)


FLATTENED_ALONG: Final = Text(
    ko="배치 차원까지 펼칩니다.", en="The batch is flattened along with the images."
)
WHY_FLATTENED: Final = Text(
    ko="배치 차원(0번)은 그대로 두어야 이미지마다 출력이 하나씩 나옵니다.",
    en="Dimension 0, the batch, must stay, so that there is one output for each image.",
)


def flattened(failure: Failure) -> Iterator[Draft]:
    """Yield a flattening that leaves the batch alone."""
    yield from flattened_batches(failure.model)


def flattened_batches(model: StudentModel) -> Iterator[Draft]:
    """Yield `flatten` from dimension 1 on where it is given no dimension."""
    for tree, call in model.all_calls:
        if name_of(call) != "flatten" or call.keywords:
            continue
        owner = tree.code(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        of_torch = owner == model.imports("torch")
        if len(call.args) == int(of_torch):
            line, column = tree.end(call)
            more = ", 1" if call.args else "1"
            yield Draft((tree.insert((line, column - 1), more),), FLATTENED_ALONG, WHY_FLATTENED)


def parameters(failure: Failure) -> Iterator[Draft]:
    """Yield the `self` that a method lacks, or a default for what forward is not given."""
    yield from _given_a_default(failure)
    found = failure.matched(r"(\w+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given")
    if found is None:
        return
    name = found[1].rpartition(".")[2]
    for tree, method in failure.model.functions(name):
        names = [each.arg for each in method.args.args]
        if "self" in names or tree.class_of(method) is None:
            continue
        what = Text(ko=f"{name}에 self가 없습니다.", en=f"{name} lacks self.")
        if method.args.args:
            yield Draft((tree.insert(tree.start(method.args.args[0]), "self, "),), what)
        elif (bare := tree.lines[method.lineno - 1].find(f"{name}()")) >= 0:
            yield Draft((tree.insert((method.lineno, bare + len(name) + 1), "self"),), what)


def _given_a_default(failure: Failure) -> Iterator[Draft]:
    found = failure.matched(r"forward\(\) missing \d+ required positional arguments?: '(\w+)'")
    for tree, method in failure.model.functions("forward") if found else []:
        for each in method.args.args:
            if found and each.arg == found[1]:
                what = Text(
                    ko=f"forward는 입력 하나만 받아야 하는데 {each.arg}도 받습니다.",
                    en=f"forward is given the input alone, but takes {each.arg} as well.",
                )
                yield Draft((tree.insert(tree.end(each), "=None"),), what)


def order(failure: Failure) -> Iterator[Draft]:
    """Yield the line of the failure in the place of the one before or after it."""
    tree, statement = failure.tree, failure.statement()
    if failure.broken.stage != "forward" or tree is None or statement is None:
        return
    function = tree.parent(statement)
    body = function.body if isinstance(function, ast.FunctionDef) else []
    if statement not in body:
        return
    place = body.index(statement)
    for one, two in ((place - 1, place), (place, place + 1)):
        if one >= 0 and two < len(body) and not isinstance(body[two], ast.Return):
            a, b = body[one], body[two]
            yield Draft((tree.replace(a, tree.code(b)), tree.replace(b, tree.code(a))), _ORDER, rank=2)


def _last_name(method: ast.FunctionDef) -> str:
    """Return the name that a function assigns to last."""
    names = [
        target.id
        for each in method.body
        if isinstance(each, ast.Assign | ast.AugAssign)
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
        if isinstance(target, ast.Name)
    ]
    return names[-1] if names else ""
