"""The code that makes and applies new layers, in the student's own style."""

import ast
from collections.abc import Collection, Mapping

from grader.repairs import layer_calls
from grader.repairs.arguments import SETTING
from grader.repairs.layer_settings import DEFAULTS
from grader.repairs.student_model import StudentModel
from grader.repairs.syntax_tree import SyntaxTree


def free_name(owner: ast.AST | None, stem: str, taken: Collection[str] = ()) -> str:
    """Return a name with a number that nothing in a class or function has yet."""
    used = set(taken)
    for node in ast.walk(owner) if owner else ():
        if isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.Name):
            used.add(node.id)
    return f"{stem}{next(number for number in range(1, 1000) if f'{stem}{number}' not in used)}"


def made_of(model: StudentModel, kind: str, inputs: int, outputs: int, more: Mapping[str, SETTING]) -> str:
    """Return the call that makes a convolution with these settings."""
    said = "".join(f", {name}={value!r}" for name, value in more.items() if DEFAULTS.get(name) != value)
    return f"{model.nn}.{kind}({inputs}, {outputs}{said})"


def function_of(model: StudentModel, kind: str, arguments: str, at: ast.AST, tree: SyntaxTree) -> str:
    """Return how a layer without weights is applied here, up to the tensor: `F.max_pool2d({}, 2)`."""
    called = layer_calls.function(model, kind, at, tree)
    return (
        f"{called}({{}})" if called.startswith("self.") or not arguments else f"{called}({{}}, {arguments})"
    )


def concatenated(model: StudentModel, *tensors: str) -> str:
    """Return the call that joins maps along the channels."""
    return f"{model.imports('torch') or 'torch'}.cat([{', '.join(tensors)}], dim=1)"


def flattening(model: StudentModel) -> tuple[str, str]:
    """Return what stands before and after a tensor that is flattened."""
    torch = model.imports("torch")
    return (f"{torch}.flatten(", ", 1)") if torch else (f"{model.nn}.Flatten()(", ")")
