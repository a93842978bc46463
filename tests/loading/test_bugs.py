"""Every seeded bug of data code is found, and blamed on its line, in each of three styles."""

from pathlib import Path

import pytest

from grader import intake
from grader.analysis.seen_data import SeenData
from grader.records.rehearsal_protocol import Loading
from tests.loading.asking import ASKED, QUESTIONS, WORDS, findings, loaded
from tests.loading.bugs import BUGS, NAMES, STYLES, Bug, written

RIGHT = Bug("right", "", ())
CASES = [
    pytest.param(
        bug, style, id=f"{bug.name}, {style}", marks=[] if style == STYLES[0] else [pytest.mark.slow]
    )
    for bug in BUGS
    for style in STYLES
]


def seen(text: str, style: str, folder: Path) -> SeenData:
    file = folder / "data.py"
    file.write_text(text, encoding="utf-8")
    source = intake.read(file)
    if not NAMES[style]:
        return loaded(source)
    (found,) = [each for each in source.definitions if each.name == NAMES[style]]
    return loaded(source, Loading(found.statements, NAMES[style], WORDS, image=(1, 28, 28)))


@pytest.mark.parametrize("style", STYLES)
def test_the_code_that_the_bugs_are_seeded_in_is_right(style: str, tmp_path: Path) -> None:
    assert findings(seen(written(*RIGHT.code(), style), style, tmp_path), QUESTIONS | ASKED) == {}


@pytest.mark.parametrize(("bug", "style"), CASES)
def test_a_bug_is_found_at_its_line(bug: Bug, style: str, tmp_path: Path) -> None:
    text = written(*bug.code(), style)

    found = findings(seen(text, style, tmp_path), QUESTIONS | ASKED)

    assert bug.check in found
    first = found[bug.check].at[0]
    assert first is not None
    assert "# HERE" in text.splitlines()[first.line - 1]
