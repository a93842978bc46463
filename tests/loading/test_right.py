"""No question finds fault with right data code, in whatever style."""

from pathlib import Path
from typing import Literal

import pytest

from grader import intake
from grader.analysis.seen_data import SeenData
from grader.records.rehearsal_protocol import Loading
from tests.loading.asking import ASKED, QUESTIONS, findings, loaded

RIGHT = sorted((Path(__file__).parent / "fixtures" / "right").glob("*.py"))


def seen(file: Path) -> SeenData:
    """What comes of a file: of all of it, or of the function that a line names with its arguments."""
    source = intake.read(file)
    lines = [line for line in file.read_text("utf-8").splitlines() if line.startswith("# call: ")]
    if not lines:
        return loaded(source)
    words, _, form = lines[0].removeprefix("# call: ").partition(" ; ")
    name, *arguments = words.split()
    (found,) = [each for each in source.definitions if each.name == name]
    given: Literal["tensor", "array"] = "array" if form == "array" else "tensor"
    return loaded(source, Loading(found.statements, name, tuple(arguments), image=(1, 28, 28), form=given))


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file.stem)
def test_no_question_finds_fault_with_right_data_code(file: Path) -> None:
    data = seen(file)

    called = file.read_text("utf-8").startswith("# call: ") and "Lightning" not in file.read_text("utf-8")
    asked = {"normalised": ASKED["normalised"]} if called else {}
    assert findings(data, QUESTIONS | asked) == {}
