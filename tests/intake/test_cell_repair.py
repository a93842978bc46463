"""Whatever students put into a cell becomes Python, with every line at its own number."""

import ast
from pathlib import Path

import pytest

from grader.intake.cell_repair import clean, tidy

from .submissions import IMPORTS, MODEL, build, expressions, named, notebook, only, script


@pytest.mark.parametrize(
    "text",
    [
        "!pip install torchsummary \\\n    einops\nx = 1",
        "%load_ext tensorboard\n%matplotlib inline\nx = 1",
        "?torch.nn\ntorch.nn??\nx = 1",
        "pip install -q torch\nconda install pytorch\nx = 1",
        "cd/content/drive\nls -l\nmkdir data\nx = 1",
        "files = !ls\nspeed = %timeit -o f()\nx = 1",
        "if True:\n    !wget http://example.org/a\nx = 1",
        "%%time\n\nx = 1",
        "%%capture out\nx = 1",
        "    # indented\n    x = 1",
        "print 'loss', 3\nx = 1",
        "for i in xrange(3):\n    print 'epoch %d' % i, \\\n        i\nx = 1",
        "try:\n    pass\nexcept ValueError, error:\n    raise ValueError, 'no'\nx = 1",
        "def f():\n\tprint 'tab'\n        return 2\nx = 1",
        "각 층의 출력을 적어 봅시다\nx = 1",
        "text = '''\nleft margin\n''' )\nx = 1",
        "for i in range(3:\n    print(i)\nx = 1",
        "await something()\nreturn 3\nx = 1",
    ],
)
def test_clean_removes_what_is_no_python_and_keeps_the_rest_in_line(text: str) -> None:
    tree = ast.parse(clean(text).text)
    assignments = [node for node in tree.body if ast.unparse(node) == "x = 1"]
    assert [node.lineno for node in assignments] == [text.count("\n") + 1]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("import torch, torchvision", ["import torch", "import torchvision"]),
        ("import numpy as np, os; x = 1", ["import numpy as np", "import os", "x = 1"]),
        ("import torch, \\\n    os\nx = 1", ["import torch", "import os", "x = 1"]),
        ("한글 = 1; import a, b", ["한글 = 1", "import a", "import b"]),
        ("if True:\n    import a, b", ["if True:\n    import a, b"]),
    ],
)
def test_clean_splits_imports_of_several_names_within_their_lines(written: str, read: list[str]) -> None:
    text = clean(written).text
    assert [ast.unparse(node) for node in ast.parse(text).body] == read
    assert text.count("\n") == written.count("\n")


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%javascript", "%%writefile notes.txt", "%%sql"])
def test_clean_blanks_a_cell_in_another_language_without_a_problem(magic: str) -> None:
    cleaned = clean(f"{magic}\n<b>model</b>\nls")
    assert cleaned.text.strip() == ""
    assert cleaned.text.count("\n") == 2
    assert cleaned.broken == []


@pytest.mark.parametrize(
    "text",
    ["cat = 3", "y = a \\\n% b", "s = '''\n!pip\n'''", "z = (1\n    % 2)", "q = 'really?'", "ls = [1]\nls"],
)
def test_clean_leaves_python_that_looks_like_a_command_alone(text: str) -> None:
    assert clean(text).text == text


def test_clean_keeps_python_that_looks_like_a_command_beside_real_ones() -> None:
    assert "cat = 3" in clean("!pip install torch\ncat = 3").text


def test_clean_takes_prose_in_a_cell_for_one_problem() -> None:
    cleaned = clean("* 첫째 줄\n* 둘째 줄\n* 셋째 줄\nx = 1")
    assert [broken.line for broken in cleaned.broken] == [1]


def test_cell_repair_names_the_class_and_the_line_of_a_problem(tmp_path: Path) -> None:
    broken = "x = 1\n\n" + MODEL.replace("(3072, 10)", "(3072, 10")
    (problem,) = notebook(tmp_path, IMPORTS, broken).problems
    assert "LeNet5" in problem.message.ko
    assert "LeNet5" in problem.message.en
    assert problem.at is not None
    assert problem.at.line in (6, 7)


def test_cell_repair_keeps_the_rest_of_a_cell_with_a_broken_class(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + "class Old(nn.Module)\n    pass\n\n" + MODEL + "net = LeNet5()\n")
    assert only(source).name == "LeNet5"
    assert expressions(source, "LeNet5") == ["LeNet5()"]


def test_cell_repair_mends_python_2_inside_the_model(tmp_path: Path) -> None:
    text = MODEL.replace("        return", "        print 'shape', x.size()\n        return")
    source = script(tmp_path, IMPORTS + text)
    assert build(source, "LeNet5").fc.out_features == 10
    assert source.position(only(source).at).line == 3


def test_cell_repair_keeps_a_docstring_at_the_left_margin(tmp_path: Path) -> None:
    text = IMPORTS + 'def note():\n    """\nleft\n"""\n    print "x"\n' + MODEL
    assert only(script(tmp_path, text)).name == "LeNet5"


def test_cell_repair_opens_the_main_block(tmp_path: Path) -> None:
    main = "if __name__ == '__main__':\n    classes = 10\n    net = LeNet5(classes)\n    net.train()\n"
    source = script(tmp_path, IMPORTS + MODEL.replace("(self)", "(self, n)").replace("10)", "n)") + main)
    assert expressions(source, "LeNet5") == ["LeNet5(classes)"]
    assert build(source, "LeNet5").fc.out_features == 10


@pytest.mark.parametrize("head", ["if True:\n", "with open('log') as log:\n", "try:\n"])
def test_cell_repair_finds_a_model_inside_a_block(tmp_path: Path, head: str) -> None:
    inner = "".join(f"    {line}\n" for line in MODEL.splitlines())
    tail = "except OSError:\n    pass\n" if head == "try:\n" else ""
    source = script(tmp_path, IMPORTS + head + inner + tail)
    assert source.position(named(source, "LeNet5").at).line == 4
    assert build(source, "LeNet5").fc.out_features == 10


def test_tidy_counts_lines_as_editors_do() -> None:
    text = tidy("a = 1\r\nb = 2\rc = '\x0c\u2028\x85\x00\ud800'\n")
    assert len(text.splitlines()) == text.count("\n") == 3
    ast.parse(text)


def test_cell_repair_makes_writefile_a_module_for_other_cells(tmp_path: Path) -> None:
    source = notebook(
        tmp_path,
        f"%%writefile model.py\n{IMPORTS}{MODEL}",
        "from model import LeNet5\nnet = LeNet5().to('cuda')",
    )
    assert source.position(only(source).at).line == 4
    assert expressions(source, "LeNet5") == ["LeNet5()"]
    assert build(source, "LeNet5").fc.out_features == 10
