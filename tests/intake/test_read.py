"""What is taken from a file, and where it is in the file. Nothing is executed."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import nbformat
import pytest
import torch

from grader import intake
from grader.base.errors import NothingToGrade
from grader.intake.submission import MAX_PROSE, read_all
from grader.records.source import Prose

from .submissions import IMPORTS, MODEL, build, expressions, kept, named, notebook, only, script

FIXTURES = Path(__file__).parent / "fixtures"


def test_read_leaves_out_training_downloads_and_prints(tmp_path: Path) -> None:
    source = script(
        tmp_path,
        IMPORTS
        + "import torchvision\ntrain = torchvision.datasets.CIFAR10('.', download=True)\nprint('hi')\n"
        + MODEL
        + "model = LeNet5().to('cuda')\nfor x in train:\n    model(x)\n",
    )
    candidate = next(each for each in source.candidates if each.name == "LeNet5")
    text = kept(source, candidate)
    assert "class LeNet5" in text
    assert "CIFAR10" not in text
    assert "print" not in text
    assert "for x" not in text


def cells(folder: Path, *more: tuple[str, str], name: str = "a.ipynb") -> Path:
    """A notebook with a model and these cells."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS + MODEL)])
    for kind, text in more:
        book.cells.append(getattr(nbformat.v4, f"new_{kind}_cell")(text))
    path = folder / name
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return path


def test_read_keeps_markdown_in_place_and_takes_no_model_from_it(tmp_path: Path) -> None:
    path = cells(tmp_path, ("markdown", "# 모델\r\n설명"), ("raw", "no"), ("code", "1"), ("markdown", MODEL))
    source = intake.read(path)
    assert source.prose == (Prose("a.ipynb", 1, "# 모델\n설명"), Prose("a.ipynb", 2, MODEL))
    assert len(source.candidates) == 1
    assert read_all([path, cells(tmp_path, ("markdown", "b"), name="b.ipynb")]).prose == (
        *source.prose,
        Prose("b.ipynb", 1, "b"),
    )


def test_read_does_not_keep_outputs_and_attachments(tmp_path: Path) -> None:
    path = cells(tmp_path, ("markdown", "![x](attachment:x.png)"))
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["OUTPUT"]}]
    book["cells"][1]["attachments"] = {"x.png": {"image/png": "ATTACHED"}}
    path.write_text(json.dumps(book), encoding="utf-8")
    kept_text = msgspec.json.encode(intake.read(path)).decode()
    assert "attachment:x.png" in kept_text
    assert not {word for word in ("OUTPUT", "ATTACHED") if word in kept_text}


def test_read_keeps_the_first_of_too_much_markdown(tmp_path: Path) -> None:
    path = cells(
        tmp_path,
        ("markdown", "first"),
        ("markdown", "x" * MAX_PROSE),
        ("markdown", "last"),
        ("markdown", " "),
    )
    assert [each.text for each in intake.read(path).prose] == ["first"]


def test_position_is_the_students_own_cell_and_line(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, "# 모델\n\n" + MODEL)
    position = source.position(only(source).at)
    assert (position.cell, position.line, position.text) == (2, 3, "class LeNet5(nn.Module):")


@pytest.mark.parametrize(
    "first",
    ["!pip install torch", "%matplotlib inline", "%%time", "pip install torch", "cd /content/drive"],
)
def test_read_finds_the_model_after_magics(tmp_path: Path, first: str) -> None:
    source = notebook(tmp_path, IMPORTS, f"{first}\n{MODEL}")
    assert source.position(only(source).at).line == 2


def test_read_finds_the_model_in_an_indented_cell(tmp_path: Path) -> None:
    indented = "".join(f"    {line}\n" for line in MODEL.splitlines())
    source = notebook(tmp_path, IMPORTS, indented)
    assert only(source).name == "LeNet5"


def test_read_loses_only_the_cell_that_is_broken(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, "for i in range(3:\n    print(i)", MODEL)
    assert only(source).name == "LeNet5"


def test_read_reports_a_syntax_error_in_a_class_with_its_place(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, MODEL.replace("(self, x):", "(self, x)"))
    assert source.candidates == ()
    (problem,) = source.problems
    assert problem.at is not None
    assert source.position(problem.at).cell == 2


def test_read_takes_the_last_complete_version_of_a_class(tmp_path: Path) -> None:
    empty = "class LeNet5(nn.Module):\n    def forward(self, x):\n        pass\n"
    source = notebook(tmp_path, IMPORTS, MODEL.replace("3072", "1"), MODEL, empty)
    candidate = only(source)
    assert candidate.written
    assert source.position(candidate.at).cell == 3


def test_read_sees_the_gap_of_a_template(tmp_path: Path) -> None:
    gap = "class LeNet5(nn.Module):\n    def __init__(self):\n        super().__init__()\n        pass\n"
    source = notebook(tmp_path, IMPORTS, gap + "    def forward(self, x):\n        pass\n")
    assert not only(source).written


def test_read_keeps_constants_and_helpers_of_other_cells(tmp_path: Path) -> None:
    source = notebook(
        tmp_path,
        IMPORTS,
        "SIZE = 3072",
        "def head(n):\n    return nn.Linear(SIZE, n)",
        MODEL.replace("nn.Linear(3072, 10)", "head(10)"),
    )
    candidate = next(each for each in source.candidates if each.name == "LeNet5")
    text = kept(source, candidate)
    assert "SIZE = 3072" in text
    assert "def head" in text


def test_read_takes_arguments_from_the_students_own_instantiation(tmp_path: Path) -> None:
    text = MODEL.replace("(self):", "(self, classes):").replace("10)", "classes)")
    source = script(tmp_path, IMPORTS + text + "COUNT = 10\nmodel = LeNet5(classes=COUNT).cuda()\n")
    (maker,) = next(each for each in source.candidates if each.name == "LeNet5").makers
    assert maker.expression == "LeNet5(classes=COUNT)"
    assert maker.statements


def test_read_finds_a_model_of_the_students_own_base_class(tmp_path: Path) -> None:
    base = "class Base(nn.Module):\n    pass\n"
    source = script(tmp_path, IMPORTS + base + MODEL.replace("nn.Module", "Base"))
    assert "LeNet5" in [each.name for each in source.candidates if each.written]


def test_read_finds_functions_and_objects_that_are_models(tmp_path: Path) -> None:
    source = script(
        tmp_path,
        IMPORTS
        + "def make():\n    return nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))\n"
        + "net = nn.Sequential(nn.Flatten())\nnet.append(nn.Linear(3072, 10))\n",
    )
    kinds = {each.name: each.kind for each in source.candidates}
    assert kinds == {"make": "function", "net": "object"}
    net = next(each for each in source.candidates if each.name == "net")
    assert "append" in kept(source, net) + "".join(kept(source, net) for _ in net.makers)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_read_understands_the_encodings_of_scripts(tmp_path: Path, encoding: str) -> None:
    source = script(tmp_path, "# 르넷 과제\n" + IMPORTS + MODEL, encoding)
    assert only(source).name == "LeNet5"
    assert "르넷" in source.units[0].original


def test_read_survives_python_2_around_the_model(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + MODEL + "print 'accuracy', 3\n")
    assert only(source).name == "LeNet5"


def test_read_understands_nbformat_3(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "input": text, "outputs": [], "language": "python"} for text in (IMPORTS, MODEL)
    ]
    book = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    assert only(intake.read(path)).name == "LeNet5"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.py", b""),
        ("empty.ipynb", b""),
        ("broken.ipynb", b'{"cells": ['),
        ("binary.py", b"\x00\x01\x02" * 100),
        ("no_code.ipynb", b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'),
        ("deep.ipynb", b"[" * 5000 + b"]" * 5000),
        ("list.ipynb", b"[]"),
        ("wrong.ipynb", b'{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'),
    ],
)
def test_read_finds_nothing_to_grade_in_an_unreadable_file(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NothingToGrade) as caught:
        intake.read(path)
    assert caught.value.message.ko != caught.value.message.en


def test_read_finds_nothing_to_grade_in_a_missing_file_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.py", tmp_path):
        with pytest.raises(NothingToGrade):
            intake.read(path)


def test_read_understands_a_notebook_in_the_labs_style(tmp_path: Path) -> None:
    (path,) = intake.files(FIXTURES)
    source = intake.read(path)
    model = only(source)
    position = source.position(model.at)
    assert (position.file, position.cell, position.line) == ("[실습] LeNet5 홍길동 (1).ipynb", 5, 1)
    assert expressions(source, "LeNet5") == ["LeNet5(10)"]
    text = kept(source, model)
    assert "kernel = 5" in text
    assert "cifar" not in text
    assert len(model.statements) == 4
    (problem,) = source.problems
    assert problem.at is not None
    assert source.position(problem.at).cell == 7
    assert build(source, "LeNet5")(torch.zeros(2, 3, 32, 32)).shape == (2, 10)


def test_read_understands_korean_names_and_cp949_with_a_helper_module() -> None:
    source = intake.read(*intake.files(FIXTURES / "과제 폴더"))
    assert source.position(named(source, "르넷").at).text == "class 르넷(nn.Module):"
    assert source.units[0].original.splitlines()[1].startswith("# 과제 1: 르넷")
    assert named(source, "합성곱층").inner
    assert build(source, "르넷")(torch.zeros(2, 3, 32, 32)).shape == (2, 10)


def test_read_imports_no_large_library_for_a_notebook() -> None:
    code = (
        "import sys, pathlib, grader.intake; "
        "grader.intake.read(next(pathlib.Path(sys.argv[1]).glob('*.ipynb'))); "
        "print(sorted({'torch', 'numpy', 'nbformat', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, FIXTURES], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
