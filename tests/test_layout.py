"""The layout of the code: what `make lint` enforces besides the floors, which import-linter checks."""

import ast
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

from grader.cli.app import COMMANDS

ROOT = Path(__file__).parent.parent
FILES = [path for path in (ROOT / "grader").rglob("*.py") if "templates" not in path.parts]


def test_layout_has_no_class_name_twice() -> None:
    places = defaultdict(list)
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_layout_has_no_circle_of_imports() -> None:
    graph = grimp.build_graph("grader", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()  # a CycleError names the modules of a circle


def test_layout_lists_every_command_file() -> None:
    files = {path.stem: path for path in (ROOT / "grader" / "cli" / "commands").glob("[!_]*.py")}
    assert set(files) == set(COMMANDS)
    for path in files.values():
        body = ast.parse(path.read_bytes()).body
        assert "declare" in [node.name for node in body if isinstance(node, ast.FunctionDef)]
