"""A forward outside its class is told as that, not as a class that is still empty."""

from pathlib import Path

from .submissions import IMPORTS, MODEL, notebook, script

CLASS, FORWARD = MODEL.split("    def forward")
FORWARD = "    def forward" + FORWARD


def test_forward_in_the_next_cell_is_told(tmp_path: Path) -> None:
    source = notebook(tmp_path, IMPORTS, CLASS, FORWARD, "net = LeNet5()")
    (problem,) = source.problems
    assert problem.class_name == "LeNet5"
    assert "outside the class" in problem.message.en
    assert problem.at is not None
    assert source.position(problem.at).cell == 3


def test_forward_at_the_left_margin_is_told(tmp_path: Path) -> None:
    (problem,) = script(tmp_path, IMPORTS + CLASS + FORWARD.replace("\n    ", "\n")[4:]).problems
    assert problem.class_name == "LeNet5"


def test_function_called_forward_beside_a_whole_class_is_no_problem(tmp_path: Path) -> None:
    assert not script(tmp_path, IMPORTS + MODEL + FORWARD[4:].replace("\n    ", "\n")).problems
