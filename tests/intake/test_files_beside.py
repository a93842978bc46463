"""Notebooks that a cell runs, packages, and files that are not what their names say."""

import json
from pathlib import Path

import nbformat
import pytest

from grader import intake
from grader.base.errors import NothingToGrade
from tests.marks import LINKS

from .submissions import IMPORTS, MODEL, build, notebook, only, script

USES = MODEL.replace("10)", "n)")


def helper(folder: Path, *cells: str, name: str = "helper.ipynb") -> None:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    (folder / name).write_text(nbformat.writes(book), encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "%run ./helper.ipynb",
        "%run helper",
        "%run -i 'helper.ipynb'",
        "# MAGIC %run ./helper",
        "%run /content/drive/MyDrive/helper.ipynb",
        "import import_ipynb\nfrom helper import n",
        "from ipynb.fs.full.helper import n",
    ],
)
def test_a_notebook_that_a_cell_brings_in_is_read(tmp_path: Path, line: str) -> None:
    helper(tmp_path, "import math", "n = 7")
    source = notebook(tmp_path, line, IMPORTS, USES)
    assert build(source, "LeNet5").fc.out_features == 7
    assert not source.problems


def test_notebooks_may_run_each_other(tmp_path: Path) -> None:
    helper(tmp_path, "%run other", "n = 7")
    helper(tmp_path, "%run helper", "m = 3072", name="other.ipynb")
    source = notebook(tmp_path, "%run helper", IMPORTS, USES.replace("3072", "m"))
    assert build(source, "LeNet5").fc.out_features == 7


@pytest.mark.parametrize("name", ["helper.ipynb", "../other/helper.ipynb", "/etc/passwd"])
def test_a_notebook_that_was_not_handed_in_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "own").mkdir()
    helper(tmp_path / "other", "n = 7", name="helper.ipynb")
    source = notebook(tmp_path / "own", f"x = 1\n%run {name}", IMPORTS, USES)
    (problem,) = source.problems
    assert problem.names_missing_file
    assert problem.at is not None
    assert source.position(problem.at).text == f"%run {name}"


@LINKS
def test_a_link_to_another_students_notebook_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    helper(tmp_path, "n = 7", name="secret.ipynb")
    (tmp_path / "own" / "helper.ipynb").symlink_to(tmp_path / "secret.ipynb")
    source = notebook(tmp_path / "own", "%run helper.ipynb", IMPORTS, USES)
    assert all(unit.file != "helper.ipynb" and "n = 7" not in unit.text for unit in source.units)


def test_a_package_is_read_with_its_relative_imports(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("from .net import LeNet5\n")
    (tmp_path / "models" / "net.py").write_text(f"from .sizes import n\n{IMPORTS}{USES}")
    (tmp_path / "models" / "sizes.py").write_text("n = 8\n")
    source = script(tmp_path, "from models import LeNet5\nnet = LeNet5()\n", name="main.py")
    assert build(source, "LeNet5").fc.out_features == 8


# -- files that are not what their names say -------------------------------------------------------------


def test_a_notebook_saved_as_a_script_is_a_notebook(tmp_path: Path) -> None:
    helper(tmp_path, "import torch", IMPORTS + MODEL, name="l.py")
    source = intake.read(tmp_path / "l.py")
    assert source.position(only(source).at).cell == 2


def test_a_script_saved_as_a_notebook_is_a_script(tmp_path: Path) -> None:
    (tmp_path / "l.ipynb").write_text(IMPORTS + MODEL)
    source = intake.read(tmp_path / "l.ipynb")
    assert source.position(only(source).at).cell is None


def test_a_script_that_begins_with_a_dictionary_is_a_script(tmp_path: Path) -> None:
    assert only(script(tmp_path, "{'cells': []}\n" + IMPORTS + MODEL)).name == "LeNet5"


def test_a_page_of_the_web_is_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "l.ipynb").write_text("<!DOCTYPE html>\n<script>\nimport x from 'y'\n</script>\n")
    with pytest.raises(NothingToGrade, match="is a web page"):
        intake.read(tmp_path / "l.ipynb")


# -- cells that are no code ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("markdown", MODEL, True),
        ("raw", MODEL, True),
        ("markdown", f"Write this:\n```python\n{MODEL}```\n", True),
        ("markdown", "The class LeNet5 inherits from nn.Module.", False),
        ("markdown", MODEL.replace("LeNet5", "Other"), False),
    ],
)
def test_a_model_in_a_text_cell_is_told_unless_it_is_code_as_well(
    tmp_path: Path, kind: str, text: str, told: bool
) -> None:
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "source": IMPORTS + MODEL.replace("LeNet5", "Other"),
        },
        {"cell_type": kind, "metadata": {}, "source": text},
    ]
    path = tmp_path / "l.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    problems = intake.read(path).problems
    assert [f"class LeNet5 stands in a {kind}".lower() in each.message.en.lower() for each in problems] == (
        [True] if told else []
    )
