"""No question finds fault with right data code, in whatever style."""

from pathlib import Path

import pytest

from grader import intake
from grader.analysis.seen_data import SeenData
from grader.records.rehearsal_protocol import Loading
from tests.loading.asking import ASKED, QUESTIONS, findings, loaded

RIGHT = sorted((Path(__file__).parent / "fixtures" / "right").glob("*.py"))


def seen(file: Path) -> SeenData:
    """What comes of a file: of all of it, or of the function that its first line names with its arguments."""
    source = intake.read(file)
    first = file.read_text("utf-8").splitlines()[0]
    if not first.startswith("# call: "):
        return loaded(source)
    words, _, form = first.removeprefix("# call: ").partition(" ; ")
    name, *arguments = words.split()
    (found,) = [each for each in source.definitions if each.name == name]
    given = "array" if form == "array" else "tensor"
    return loaded(source, Loading(found.statements, name, tuple(arguments), image=(1, 28, 28), form=given))


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file.stem)
def test_no_question_finds_fault_with_right_data_code(file: Path) -> None:
    data = seen(file)

    called = file.read_text("utf-8").startswith("# call: ") and "Lightning" not in file.read_text("utf-8")
    asked = {"normalised": ASKED["normalised"]} if called else {}
    assert findings(data, QUESTIONS | asked) == {}
