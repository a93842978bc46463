"""Several files as one submission."""

from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade
from grader.intake import files, read, read_all

ONE = (
    "from torch import nn\nwidth = 3\nclass A(nn.Module):\n    def forward(self, x): return x * width\n"
    "a = A()\n"
)
OTHER = (
    "import torch.nn as nn\nwidth = 9\n\nclass A(nn.Module):\n    def forward(self, x): return x + width\n"
)


def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.py").write_text(ONE, encoding="utf-8")
    (tmp_path / "other.py").write_text(OTHER, encoding="utf-8")
    return tmp_path


def test_read_all_keeps_each_files_own_models_and_lines(tmp_path: Path) -> None:
    paths = files(folder(tmp_path))
    whole = read_all(paths)
    assert [file.name for file in whole.files] == ["one.py", "other.py"]
    assert whole.name == "one.py, other.py"
    assert [file.sha256 for file in whole.files] == [read(path).files[0].sha256 for path in paths]
    first, second = whole.candidates
    assert [(whole.position(each.at).file, whole.position(each.at).line) for each in (first, second)] == [
        ("one.py", 3),
        ("other.py", 4),
    ]
    assert {statement.unit for statement in first.statements} == {0}
    assert {statement.unit for statement in second.statements} == {1}
    assert [maker.expression for maker in first.makers] == ["A()"]
    assert whole.units[1].text == read(paths[1]).units[0].text


def test_files_leaves_out_a_file_that_another_one_imports(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("from net import A\nmodel = A()\n", encoding="utf-8")
    (tmp_path / "net.py").write_text(ONE, encoding="utf-8")
    assert files(tmp_path) == [tmp_path / "main.py"]


def test_files_finds_nothing_to_grade_in_a_folder_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(NothingToGrade):
        files(tmp_path)


def test_read_all_names_an_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(NothingToGrade, match=r"none\.py"):
        read_all([*files(folder(tmp_path)), tmp_path / "none.py"])
