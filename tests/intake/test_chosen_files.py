"""Which of a student's files are one submission."""

import os
from pathlib import Path

import pytest

from grader.intake import files, read_wanted
from grader.records.reader_protocol import Wanted

from .submissions import IMPORTS, MODEL, script

BOTH = Wanted("assignment1", ("CNN", "LeNet5"), ("assignment2", "assignment3"), ("UNet", "SegUNet"))


def model(*names: str) -> str:
    return IMPORTS + "".join(MODEL.replace("LeNet5", name) for name in names)


def gap(*names: str) -> str:
    return IMPORTS + "".join(
        f"class {n}(nn.Module):\n    def forward(self, x):\n        pass\n" for n in names
    )


def graded(folder: Path, given: dict[str, str], wanted: Wanted = BOTH) -> list[str]:
    """The files that are graded of those given, each a minute younger than the one before."""
    for number, (name, text) in enumerate(given.items()):
        script(folder, text, name=name)
        os.utime(folder / name, (60.0 * number, 60.0 * number))
    source = read_wanted(files(folder), wanted)
    left = set(given) - {file.name for file in source.files}
    assert all(name in source.choice[0].en and name in source.choice[0].ko for name in left)
    assert bool(source.choice) == bool(left)
    return [file.name for file in source.files]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a.py": model("SLP"), "b.py": model("CNN", "Lenet_5")}, ["b.py"]),
        ({"assignment2.py": model("UNet"), "assignment1.py": gap("CNN", "LeNet5")}, ["assignment1.py"]),
        ({"assignment1.py": gap("CNN", "LeNet5"), "hw.py": model("CNN", "LeNet5")}, ["hw.py"]),
        ({"assignment3.py": model("CNN"), "assignment1.py": gap("CNN")}, ["assignment1.py"]),
        ({"assignment1.py": model("A", "B"), "week9.py": model("C", "D")}, ["assignment1.py"]),
        ({"one.py": model("CNN"), "two.py": model("LeNet5")}, ["one.py", "two.py"]),
        ({"cnn.py": model("Net"), "lenet5.py": model("Net")}, ["cnn.py", "lenet5.py"]),
        ({"v1.py": model("CNN", "LeNet5"), "v2.py": model("CNN", "LeNet5") + "\n"}, ["v2.py"]),
        ({"my_final.py": model("CNN", "LeNet5"), "try.py": model("CNN", "LeNet5") + "\n"}, ["my_final.py"]),
        ({"최종.py": model("CNN", "LeNet5"), "z.py": model("CNN", "LeNet5") + "\n"}, ["최종.py"]),
        ({"whole.py": model("CNN", "LeNet5"), "half.py": model("CNN") + "\n"}, ["whole.py"]),
        ({"one.py": model("Net"), "other.py": model("Net") + "\n"}, ["other.py"]),
        ({"assignment2.py": model("UNet")}, ["assignment2.py"]),
    ],
)
def test_read_wanted_takes_one_submission_whole(
    tmp_path: Path, given: dict[str, str], expected: list[str]
) -> None:
    assert graded(tmp_path, given) == expected


def test_read_wanted_takes_one_of_two_files_with_the_one_model_that_is_asked_for(tmp_path: Path) -> None:
    one = Wanted("assignment3", ("SegUNet",))
    assert graded(tmp_path, {"a.py": model("Mine"), "b.py": model("Yours")}, one) == ["b.py"]


def test_read_wanted_takes_two_scripts_that_import_one_model(tmp_path: Path) -> None:
    given = {
        "net.py": model("CNN", "LeNet5"),
        "train.py": "from net import CNN, LeNet5\na = CNN()\n",
        "predict.py": "from net import CNN, LeNet5\nb = LeNet5()\n",
    }
    for name, text in given.items():
        script(tmp_path, text, name=name)
    source = read_wanted(files(tmp_path), BOTH)
    assert ({file.name for file in source.files}, source.choice) == ({"train.py", "predict.py"}, ())


def test_read_wanted_takes_a_browsers_second_copy_when_both_are_as_old(tmp_path: Path) -> None:
    for name, more in (("hw (1).py", "\n"), ("hw.py", "")):
        script(tmp_path, model("CNN", "LeNet5") + more, name=name)
        os.utime(tmp_path / name, (60.0, 60.0))
    assert read_wanted(files(tmp_path), BOTH).name == "hw (1).py"


def test_read_wanted_orders_versions_by_number_when_all_are_as_old(tmp_path: Path) -> None:
    for number in (2, 10, 9):
        path = tmp_path / f"v{number}.py"
        script(tmp_path, model("CNN", "LeNet5") + "\n" * number, name=path.name)
        os.utime(path, (100.0 - number / 10, 100.0 - number / 10))
    assert read_wanted(files(tmp_path), BOTH).name == "v10.py"
