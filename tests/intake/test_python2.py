"""Python 2 in a model is corrected and the student is told; around a model it does not matter."""

import sys
from pathlib import Path

import pytest

from grader.intake.cell_repair import clean

from .submissions import IMPORTS, MODEL, build, notebook, script

PRINTS = MODEL.replace("        return", "        print 'shape', x.size()\n        return")
LINE = (IMPORTS + PRINTS).split("\n").index("        print 'shape', x.size()") + 1


def test_python2_print_in_a_model_is_reported_with_line_and_remedy(tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + PRINTS, name="net.py")
    (problem,) = source.problems
    assert f"net.py {LINE}번째 줄" in problem.message.ko
    assert f"net.py, line {LINE} is Python 2: print 'shape', x.size()" in problem.message.en
    assert "print(...)" in problem.message.en
    assert problem.at is None  # nothing was left unread
    assert build(source, "LeNet5").fc.out_features == 10


def test_python2_in_a_notebook_is_reported_with_its_cell(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, PRINTS)
    assert "cell 2, line " in source.problems[0].message.en


def test_python2_on_several_lines_is_reported_once(tmp_path: Path) -> None:
    text = PRINTS.replace(
        "        return", "        for i in xrange(2):\n            print i\n        return"
    )
    (problem,) = script(tmp_path, IMPORTS + text).problems
    assert f"lines {LINE}, {LINE + 1}, {LINE + 2} are" in problem.message.en
    assert "Python 3 only runs print(...), range(...)." in problem.message.en


@pytest.mark.parametrize(
    ("statement", "today"),
    [
        pytest.param(
            "        try:\n            pass\n        except ValueError, e:\n            pass\n",
            "except ... as ...:",
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python accepts it"),
        ),
        ("        if x is None:\n            raise ValueError, 'none'\n", "raise ...(...)"),
        ("        for i in xrange(2):\n            pass\n", "range(...)"),
    ],
)
def test_python2_statements_are_reported_in_todays_form(statement: str, today: str, tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + MODEL.replace("        return", statement + "        return"))
    assert [today in problem.message.en for problem in source.problems] == [True]


@pytest.mark.parametrize(
    "around",
    [
        "print 'accuracy', 3\n",
        "for epoch in xrange(3):\n    print epoch\n",
        "def train(net):\n    print 'training', net\n",
    ],
)
def test_python2_around_a_model_is_not_reported(around: str, tmp_path: Path) -> None:
    assert script(tmp_path, IMPORTS + MODEL + around).problems == ()


def test_python2_name_that_the_file_defines_is_not_reported(tmp_path: Path) -> None:
    text = (
        "xrange = range\n"
        + IMPORTS
        + MODEL.replace("        return", "        list(xrange(3))\n        return")
    )
    assert script(tmp_path, text).problems == ()


def test_clean_places_python2_over_several_lines_at_the_first() -> None:
    assert clean("x = 1\nprint 'a', \\\n    'b'\ny = 2").python2 == [2]


@pytest.mark.parametrize(
    "text", ["print('a')", "    x = 1\n    y = 2", "!pip install x\nx = 1", "x = (1\n", "# xrange"]
)
def test_clean_takes_nothing_else_for_python2(text: str) -> None:
    assert clean(text).python2 == []


def test_python2_report_is_bounded(tmp_path: Path) -> None:
    prints = f"        print '{'x' * 500}'\n" * 100
    (problem,) = script(
        tmp_path, IMPORTS + MODEL.replace("        return", prints + "        return")
    ).problems
    assert ", ... are Python 2" in problem.message.en
    assert len(problem.message.en) < 400
