"""A model brings along what it depends on, and nothing else."""

import ast
from pathlib import Path

import pytest

from grader.intake.name_usage import uses

from .submissions import IMPORTS, MODEL, build, expressions, kept, named, notebook, only, script

HEAVY = """\
import torchvision, random
import matplotlib.pyplot as plt
from torch.utils.data import DataLoader
train = torchvision.datasets.CIFAR10('data', download=True)
loader = DataLoader(train)
images, labels = next(iter(loader))
plt.imshow(images[0])
print(images.shape)
"""


def statements(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith((" ", "import", "from"))]


@pytest.mark.parametrize(
    ("text", "binds", "eager", "deferred"),
    [
        ("x = a + b", {"x"}, {"a", "b"}, set()),
        ("x += 1", {"x"}, {"x"}, set()),
        ("x: int", set(), set(), set()),
        ("for i in a:\n    x = i", {"i", "x"}, {"a"}, set()),
        ("def f(p=a):\n    q = b\n    return p + q + c", {"f"}, {"a"}, {"b", "c"}),
        ("@d\ndef f(p: T) -> R:\n    global g\n    g = p", {"f"}, {"d", "T", "R"}, set()),
        ("f = lambda p: p + a", {"f"}, set(), {"a"}),
        ("x = [i + a for i in b if i]", {"x"}, {"a", "b"}, set()),
        (
            "class C(B):\n    k = a\n    m = k\n    def f(self):\n        return k + C",
            {"C"},
            {"B", "a"},
            {"k", "C"},
        ),
        ("def f():\n    class D(B):\n        k = a\n    return D", {"f"}, set(), {"B", "a"}),
        ("try:\n    import p.q\nexcept E as e:\n    p = None", {"p", "e"}, {"E"}, set()),
        ("with a as (b, c):\n    d = b", {"b", "c", "d"}, {"a"}, set()),
        ("if (n := a):\n    m = n", {"n", "m"}, {"a"}, set()),
        ("from a import *", set(), set(), set()),
        (
            "match a:\n    case [b, *c]:\n        pass\n    case {'k': d, **e}:\n        pass",
            set("bcde"),
            {"a"},
            set(),
        ),
    ],
)
def test_uses_lists_the_names_of_a_statement(
    text: str, binds: set[str], eager: set[str], deferred: set[str]
) -> None:
    found = uses(ast.parse(text).body[0])
    assert (found.binds, found.eager, found.deferred) == (binds, eager, deferred)


@pytest.mark.parametrize(
    "text",
    ["a.append(1)", "a.fc = 2", "a[0].x.add_module('m', b)", "setattr(a, 'f', 1)", "a.b[2] += 1", "del a.c"],
)
def test_uses_sees_a_change_in_place(text: str) -> None:
    assert uses(ast.parse(text).body[0]).mutates == {"a"}


def test_program_takes_nothing_heavy(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS + HEAVY, MODEL, "for x in loader:\n    LeNet5()(x).backward()")
    assert statements(kept(source, named(source, "LeNet5"))) == ["class LeNet5(nn.Module):"]


def test_program_leaves_out_a_name_that_only_the_data_gives(tmp_path: Path) -> None:
    text = MODEL.replace("10)", "num_classes)")
    source = script(tmp_path, IMPORTS + HEAVY + "num_classes = len(train.classes)\n" + text)
    assert statements(kept(source, named(source, "LeNet5"))) == ["class LeNet5(nn.Module):"]


def test_program_takes_a_light_value_for_a_later_heavy_one(tmp_path: Path) -> None:
    text = "n = 10\n" + HEAVY + "n = len(train.classes)\n" + MODEL.replace("10)", "n)")
    assert build(script(tmp_path, IMPORTS + text), "LeNet5").fc.out_features == 10


def test_program_leaves_out_a_value_from_a_function_that_reads_data(tmp_path: Path) -> None:
    text = "def read():\n    return open('sizes.txt').read()\nn = int(read())\n" + MODEL.replace("10)", "n)")
    assert "open" not in kept(script(tmp_path, text), named(script(tmp_path, text), "LeNet5"))


def test_program_takes_a_device_chosen_by_if_whole(tmp_path: Path) -> None:
    choice = "if torch.cuda.is_available():\n    device = 'cuda'\nelse:\n    device = 'cpu'\n"
    text = MODEL.replace("self.fc(", "self.fc.to(device)(")
    source = script(tmp_path, IMPORTS + choice + text)
    assert "device = 'cpu'" in kept(source, only(source))


def test_program_takes_an_import_with_a_fallback_whole(tmp_path: Path) -> None:
    fallback = "try:\n    import fast_layers as L\nexcept ImportError:\n    import torch.nn as L\n"
    source = script(tmp_path, IMPORTS + fallback + MODEL.replace("nn.Linear", "L.Linear"))
    assert build(source, "LeNet5").fc.out_features == 10


def test_program_takes_only_the_needed_modules_of_an_import(tmp_path: Path) -> None:
    together = "import torch, torchvision as tv, torch.nn as nn, matplotlib.pyplot as plt\n"
    source = script(tmp_path, together + "classes = 10\n" + MODEL.replace("10)", "classes)"))
    imports, rest = kept(source, only(source)).split("classes", 1)
    assert imports.split("\n") == ["import torch.nn as nn", ""]
    assert rest.startswith(" = 10")
    assert build(source, "LeNet5").fc.out_features == 10


def test_program_takes_both_imports_of_one_root(tmp_path: Path) -> None:
    source = script(
        tmp_path, "import torch\nimport torch.nn\nimport torchvision\n" + MODEL.replace("nn.", "torch.nn.")
    )
    assert statements(kept(source, only(source))) == ["class LeNet5(torch.nn.Module):"]
    assert "import torch.nn" in kept(source, only(source))
    assert "torchvision" not in kept(source, only(source))


def test_program_takes_names_from_a_star_import(tmp_path: Path) -> None:
    source = script(tmp_path, "from torch.nn import *\n" + MODEL.replace("nn.", ""))
    assert build(source, "LeNet5").fc.out_features == 10


def test_program_takes_definitions_that_stand_below_their_use(tmp_path: Path) -> None:
    base = "class Base(nn.Module):\n    pass\n"
    source = notebook(
        tmp_path, MODEL.replace("nn.Module", "Base").replace("10)", "n)"), base, "n = 10", IMPORTS
    )
    assert build(source, "LeNet5").fc.out_features == 10


def test_program_gives_what_runs_at_once_the_definition_before_it(tmp_path: Path) -> None:
    text = "n = 7\n" + MODEL.replace("(self)", "(self, n=n)").replace("10)", "n)") + "n = 9\n"
    assert build(script(tmp_path, IMPORTS + text), "LeNet5").fc.out_features == 7


def test_program_gives_what_runs_later_the_last_definition(tmp_path: Path) -> None:
    text = "n = 7\n" + MODEL.replace("10)", "n)") + "n = 9\n"
    assert build(script(tmp_path, IMPORTS + text), "LeNet5").fc.out_features == 9


def test_program_gives_an_object_its_classes_as_they_were_when_made(tmp_path: Path) -> None:
    block = (
        "class Block(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.n = {}\n"
    )
    text = block.format(1) + "net = nn.Sequential(Block())\n" + block.format(2)
    assert build(script(tmp_path, IMPORTS + text), "net")[0].n == 1


def test_program_takes_the_loop_in_which_a_value_grows(tmp_path: Path) -> None:
    text = "size = 1\nfor s in (3, 32, 32):\n    size *= s\n" + MODEL.replace("3072", "size")
    assert build(script(tmp_path, IMPORTS + text), "LeNet5").fc.in_features == 3072


def test_program_takes_settings_with_their_changes(tmp_path: Path) -> None:
    text = "cfg = {'n': 1}\ncfg['n'] = 5\ncfg.update(m=2)\n" + MODEL.replace("10)", "cfg['n'])")
    source = script(tmp_path, IMPORTS + text)
    assert build(source, "LeNet5").fc.out_features == 5
    assert "update" in kept(source, only(source))


def test_program_takes_a_forward_given_later(tmp_path: Path) -> None:
    text = "def run(self, x):\n    return F.relu(self.fc(x))\nLeNet5.forward = run\n"
    source = script(tmp_path, IMPORTS + "import torch.nn.functional as F\n" + MODEL + text)
    assert build(source, "LeNet5").forward.__name__ == "run"
    assert "functional" in kept(source, only(source))


def test_program_takes_a_forward_given_by_a_decorator(tmp_path: Path) -> None:
    text = (
        "def add_to(cls):\n    def put(f):\n        setattr(cls, f.__name__, f)\n    return put\n"
        "@add_to(LeNet5)\ndef forward(self, x):\n    return x * 2\n"
    )
    source = script(tmp_path, IMPORTS + MODEL + text)
    assert build(source, "LeNet5").forward.__qualname__ == "forward"


def test_program_leaves_out_what_only_uncalled_methods_need(tmp_path: Path) -> None:
    text = MODEL + "    def plot(self):\n        plt.plot(loader)\n    def helper(self):\n        return K\n"
    source = script(tmp_path, IMPORTS + HEAVY + "K = 3\n" + text)
    assert "matplotlib" not in kept(source, only(source))
    assert "K = 3" not in kept(source, only(source))
    called = text.replace("x.flatten(1)", "self.helper() * x.flatten(1)")
    assert "K = 3" in kept(
        script(tmp_path, IMPORTS + "K = 3\n" + called), only(script(tmp_path, IMPORTS + called))
    )


def test_program_takes_the_class_that_super_names(tmp_path: Path) -> None:
    text = "class Net(nn.Module):\n    pass\n" + MODEL.replace("super()", "super(Net, self)")
    source = script(tmp_path, IMPORTS + text)
    assert "class Net" in kept(source, named(source, "LeNet5"))


def test_program_ends_for_recursive_and_mutual_functions(tmp_path: Path) -> None:
    text = "def a(n):\n    return b(n)\ndef b(n):\n    return a(n - 1) if n else 10\nm = a(3)\nm = m\n"
    source = script(tmp_path, IMPORTS + text + MODEL.replace("10)", "m)"))
    assert build(source, "LeNet5").fc.out_features == 10
    assert expressions(source, "LeNet5") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import argparse\nargs = argparse.ArgumentParser().parse_args([])\nn = 5", ""),
        ("n = 40\nwhile n > 5:\n    n -= 5", ""),
        ("n = 1\nfor step in (2, 2):\n    n += step", ""),
        ("from math import floor as n\nn = n(5.5)", ""),
    ],
)
def test_program_brings_a_number_that_is_computed(tmp_path: Path, before: str, after: str) -> None:
    text = MODEL.replace("10)", "n)")
    assert build(script(tmp_path, f"{IMPORTS}{before}\n{text}{after}"), "LeNet5").fc.out_features == 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("n = int(input('n? '))\n", "n = int(input('n? '))"),
        ("import json\nn = json.load(open('c.json'))['n']\n", "n = json.load(open('c.json'))['n']"),
        ("images, _ = next(iter(loader))\nn = images.shape[1]\n", "n = images.shape[1]"),
        ("while True:\n    n = 5\n    break\n", "while True:"),
    ],
)
def test_program_notes_where_a_name_is_defined_that_it_leaves_out(
    tmp_path: Path, text: str, line: str
) -> None:
    source = script(tmp_path, IMPORTS + text + MODEL.replace("10)", "n)"))
    (lacking,) = only(source).left_out
    assert (lacking.name, source.position(lacking.at).text) == ("n", line)


def test_program_brings_the_arguments_of_groups(tmp_path: Path) -> None:
    parser = "import argparse\np = argparse.ArgumentParser()\ng = p.add_argument_group()\n"
    text = parser + "g.add_argument('--n', default=5, type=int)\na = p.parse_args([])\n"
    source = script(tmp_path, IMPORTS + text + MODEL.replace("10)", "a.n)"))
    assert build(source, "LeNet5").fc.out_features == 5


def test_program_keeps_the_import_that_a_class_was_written_with(tmp_path: Path) -> None:
    text = MODEL.replace("x.flatten(1)", "F.relu(x.flatten(1))")
    before = "import torch.nn.functional as F\n"
    source = script(
        tmp_path, IMPORTS + before + text + "from torchvision.transforms import functional as F\n"
    )
    assert "torchvision" not in kept(source, only(source))


def test_program_takes_what_a_class_annotates_its_fields_with(tmp_path: Path) -> None:
    fields = (
        "from dataclasses import dataclass\nimport torch as t\n\n@dataclass\nclass Out:\n    y: t.Tensor\n"
    )
    source = script(tmp_path, IMPORTS + fields + MODEL.replace("nn.Module", "nn.Module, Out"))
    candidate = named(source, "LeNet5")
    assert "import torch as t" in kept(source, candidate)


def test_program_takes_the_precision_that_a_file_sets(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + "torch.set_default_dtype(torch.float64)\n" + MODEL)
    assert "set_default_dtype" in kept(source, only(source))
