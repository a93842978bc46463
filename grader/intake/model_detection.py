"""Detect which classes, functions and expressions are models."""

import ast
import re
from collections.abc import Collection, Iterator

from grader.intake.program import Program
from grader.intake.syntax import Definition
from grader.intake.template_gaps import is_written, own_function

FOREIGN = {"tensorflow", "tf", "keras", "jax", "flax", "haiku", "mxnet", "paddle", "chainer"}
BASE = re.compile(r"(?:Module|Model|Net|Network|ResNet|VGG|LeNet|UNet|Sequential|Container)$")
NOT_BASE = re.compile(r"(?:DataModule|Dataset|Loss|Exception|Function|Callback|BaseModel)$")
LOSS = re.compile(r"(?:Loss|Criterion)$")
"""Names of modules that compare outputs with targets."""
LAYERED = ("torch.nn.Sequential", "nn.Sequential", "Sequential")
ZOO = ("torchvision.models.", "timm.", "torch.hub.load")


def model_classes(program: Program) -> dict[int, bool]:
    """Return the places of classes that are or were meant as torch modules, and whether each is written."""
    found: dict[int, bool] = {}
    for step in program.steps:
        node = step.node
        if isinstance(node, ast.ClassDef) and _is_model(node, step.place, program, found):
            found[step.place] = is_written(node, step.place, program, found)
    return found


def _is_model(node: ast.ClassDef, place: int, program: Program, earlier: Collection[int]) -> bool:
    if LOSS.search(node.name):
        return False
    verdicts = [_is_model_base(base, place, program, earlier) for base in node.bases]
    if True in verdicts:
        return True
    meant = own_function(node, "forward") is not None and _makes_layers(node, program)
    return meant and False not in verdicts


def _is_model_base(base: ast.expr, place: int, program: Program, earlier: Collection[int]) -> bool | None:
    """Return whether a base class makes a class a model; None if it does not tell, as with `object`."""
    own = program.class_before(base, place)
    if own is not None:
        return True if own in earlier else None
    name = program.scope.full_name(base)
    if name.split(".")[0] in FOREIGN or NOT_BASE.search(name):
        return False
    return bool(BASE.search(name)) or name.startswith(("torch.nn.", "nn.", *ZOO)) or None


def _makes_layers(node: ast.ClassDef, program: Program) -> bool:
    calls = (program.scope.full_name(part.func) for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(name.startswith(("torch.nn.", "nn.")) for name in calls)


def unwrapped(node: ast.expr | None, program: Program) -> ast.expr | None:
    """Return the model inside `model.to(device)`, `model.cuda()` or `nn.DataParallel(model)`."""
    while isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in (
            "to",
            "cuda",
            "cpu",
            "float",
            "train",
            "eval",
        ):
            node = node.func.value
        elif program.scope.full_name(node.func).endswith("DataParallel") and node.args:
            node = node.args[0]
        else:
            break
    return node


def makes_model(node: ast.expr | None, program: Program, names: frozenset[str]) -> bool:
    """Return whether an expression makes a model from layers, a library or one of the classes `names`."""
    node = unwrapped(node, program)
    if not isinstance(node, ast.Call):
        return False
    name = program.scope.full_name(node.func)
    return name in names or name in LAYERED or name.startswith(ZOO)


def returns_model(node: ast.stmt, program: Program, names: frozenset[str]) -> bool:
    """Return whether a function makes a model and returns it, without heavy work in between."""
    if not isinstance(node, ast.FunctionDef):
        return False
    made = {
        target.id
        for part in ast.walk(node)
        if isinstance(part, ast.Assign) and makes_model(part.value, program, names)
        for target in part.targets
        if isinstance(target, ast.Name)
    }
    returned = [unwrapped(part.value, program) for part in _returns(node)]
    found = any(
        makes_model(value, program, names) or (isinstance(value, ast.Name) and value.id in made)
        for value in returned
    )
    return found and node.name not in program.heavy


def _returns(function: ast.FunctionDef) -> Iterator[ast.Return]:
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Return):
            yield node
        elif not isinstance(node, Definition | ast.Lambda):
            stack += ast.iter_child_nodes(node)
