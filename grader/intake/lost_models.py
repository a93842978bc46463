"""Say where the model is that a file has none of: in another module, or in another framework."""

import ast
import itertools
import re
from collections.abc import Iterable, Iterator

from grader.base.korean import with_particle
from grader.base.text import Text
from grader.intake.helper_modules import LIBRARIES
from grader.intake.model_detection import FOREIGN
from grader.intake.program import Program
from grader.intake.syntax import dotted
from grader.records.source import Line, Problem

MAKING_LAYERS = FOREIGN - {"jax"}
"""Frameworks that are imported for their layers."""
MODEL = re.compile(r"(?i)model|net|cnn|mlp|slp|vgg|perceptron|classifier")
"""What names of models contain."""


def problems(program: Program) -> Iterator[Problem]:
    """Yield a problem for another framework, and for each import of what is called and named like a model."""
    yield from itertools.islice(_frameworks(program), 1)
    called = {
        dotted(node.func)
        for step in program.steps
        for node in ast.walk(step.node)
        if isinstance(node, ast.Call)
    }
    for step in program.steps:
        for module, name, here in _names(step.node, called):
            if here in called and MODEL.search(name) and module.split(".")[0] not in LIBRARIES | FOREIGN:
                yield _problem(name, module, Line(step.statement.unit, step.node.lineno))


def _names(node: ast.stmt, called: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what an import makes callable: the module, the name in it, and how the file calls it."""
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        yield from ((module, alias.name, alias.asname or alias.name) for alias in node.names)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            prefix = (alias.asname or alias.name) + "."
            for each in sorted(called):
                if each.startswith(prefix):
                    yield alias.name, each.removeprefix(prefix), each


def _frameworks(program: Program) -> Iterator[Problem]:
    """Yield a problem for each import of another framework that makes layers."""
    for step in program.steps:
        modules = _imported(step.node)
        if any(module.split(".")[0] in MAKING_LAYERS for module in modules):
            yield Problem(
                Text(
                    ko=f"이 파일은 PyTorch가 아니라 {modules[0]} 모듈로 모델을 만듭니다.",
                    en=f"This file makes its model with {modules[0]}, and not with PyTorch.",
                ),
                Line(step.statement.unit, step.node.lineno),
                hint=Text(
                    ko="과제에서 정한 이름의 클래스를 PyTorch의 nn.Module을 상속하여 작성하십시오.",
                    en="Write the class that the assignment names, inheriting from PyTorch's nn.Module.",
                ),
                is_other_framework=True,
            )


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def _problem(name: str, module: str, at: Line) -> Problem:
    return Problem(
        Text(
            ko=f"{with_particle(name, '은')} {module} 모듈에서 가져오는데, 이 모듈은 제출되지 않았고 채점기에"
            " 설치되어 있지도 않습니다.",
            en=f"{name} is imported from {module}, which was neither handed in nor is installed with the"
            " grader.",
        ),
        at,
        name,
        Text(
            ko="모델이 들어 있는 파일을 함께 제출하거나 모델의 코드를 이 파일로 옮기십시오.",
            en="Hand in the file with the model as well, or move the model's code into this one.",
        ),
    )
