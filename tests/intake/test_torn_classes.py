"""A class that a line at the left margin tears apart is not taken for an empty one."""

from pathlib import Path

import pytest

from .submissions import IMPORTS, script

MODEL = """class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
{line}
        self.fc = nn.Linear(3072, 10)

    def forward(self, x):
        return self.fc(x.flatten(1))
"""
OTHER = "class CNN(nn.Module):\n    def forward(self, x):\n        return x * 2\n"


@pytest.mark.parametrize(
    ("line", "said", "hint"),
    [
        ("here comes the output layer", "Syntax error: invalid syntax", "begin it with #"),
        ("출력층", "Syntax error: unexpected indent", "begin it with #"),
        ("<<<<<<< HEAD", "a merge conflict", "one of the two versions"),
        ("print(1))", "Syntax error", None),
        ("x = max(1， 2)", "invalid character", "Type , on an English keyboard instead of ，"),
        ("x = “a”", "invalid character", 'Type " on an English keyboard instead of “'),
        ("x = 1 → 2", "invalid character", "Code cannot hold this character: →"),
    ],
)
def test_read_names_the_class_that_a_line_tears_apart(
    line: str, said: str, hint: str | None, tmp_path: Path
) -> None:
    source = script(tmp_path, IMPORTS + OTHER + MODEL.format(line=line))
    assert [candidate.name for candidate in source.candidates] == ["CNN"]
    (problem,) = source.problems
    assert problem.class_name == "LeNet5"
    assert said in problem.message.en
    assert (hint or "") in (problem.hint.en if problem.hint else "")
    assert problem.at is not None
    assert source.position(problem.at).text == line


@pytest.mark.parametrize("name", ["Lenet-5", "LeNet 5"])
def test_read_says_what_a_class_cannot_be_called(name: str, tmp_path: Path) -> None:
    source = script(tmp_path, IMPORTS + MODEL.format(line="").replace("LeNet5", name))
    assert any(each.hint and "holds no space and no -" in each.hint.en for each in source.problems)


def test_read_keeps_a_class_before_a_broken_loop(tmp_path: Path) -> None:
    text = IMPORTS + MODEL.format(line="") + "for i in range(3:\n    print(i)\n"
    source = script(tmp_path, text)
    assert [candidate.name for candidate in source.candidates] == ["LeNet5"]
    assert [problem.class_name for problem in source.problems] == [""]
