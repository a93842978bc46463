"""No question finds fault with right data code, in whatever style."""

from pathlib import Path
from typing import Literal

import pytest

from grader import intake
from grader.analysis.seen_data import SeenData
from grader.base.text import Text
from grader.checks.loading import splits
from grader.checks.verdict import Failed, Withheld
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


@pytest.mark.parametrize("name", ["iterable_dataset", "streams_alone"])
def test_size_of_a_stream_is_what_was_read(name: str) -> None:
    data = seen(RIGHT[[file.stem for file in RIGHT].index(name)])
    splits.sizes(data, {"train": 1.0, "test": 1.0})
    with pytest.raises(Failed) as caught:
        splits.sizes(data, {"train": 50})
    assert caught.value.finding.found == Text(ko="75장", en="75")


def test_size_of_a_stream_that_does_not_end_is_left_to_a_person(tmp_path: Path) -> None:
    text = RIGHT[[file.stem for file in RIGHT].index("streams_alone")].read_text("utf-8")
    file = tmp_path / "hw.py"
    file.write_text(text.replace("        for i in order:", "        for i in order.repeat(9):"), "utf-8")
    with pytest.raises(Withheld, match="do not end"):
        splits.sizes(seen(file), {"train": 1.0})


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file.stem)
def test_no_question_finds_fault_with_right_data_code(file: Path) -> None:
    data = seen(file)

    called = file.read_text("utf-8").startswith("# call: ") and "Lightning" not in file.read_text("utf-8")
    asked = {"normalised": ASKED["normalised"]} if called else {}
    assert findings(data, QUESTIONS | asked) == {}
