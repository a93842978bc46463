"""Every seeded bug is found, and blamed on its line, in each of three styles."""

from pathlib import Path

import pytest

from grader import intake
from tests.loops.asking import ASKED, QUESTIONS, findings, rehearsed
from tests.loops.bugs import BUGS, STYLES, Bug, written

RIGHT = Bug("right", "", ())
CASES = [
    pytest.param(
        bug, style, id=f"{bug.name}, {style}", marks=[] if style == STYLES[0] else [pytest.mark.slow]
    )
    for bug in BUGS
    for style in STYLES
]


def test_there_are_twenty_five_bugs_or_more() -> None:
    assert len({bug.name for bug in BUGS}) >= 25


@pytest.mark.parametrize("style", STYLES)
def test_the_loop_that_the_bugs_are_seeded_in_is_right(style: str, tmp_path: Path) -> None:
    file = tmp_path / "loop.py"
    file.write_text(written(*RIGHT.loop(), style), encoding="utf-8")

    assert findings(rehearsed(intake.read(file)), QUESTIONS | ASKED) == {}


@pytest.mark.parametrize(("bug", "style"), CASES)
def test_a_bug_is_found_at_its_line(bug: Bug, style: str, tmp_path: Path) -> None:
    text = written(*bug.loop(), style)
    file = tmp_path / "loop.py"
    file.write_text(text, encoding="utf-8")

    found = findings(rehearsed(intake.read(file)), QUESTIONS | ASKED)

    assert bug.check in found
    first = found[bug.check].at[0]
    assert first is not None
    assert "# HERE" in text.splitlines()[first.line - 1]
