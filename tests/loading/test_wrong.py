"""Whole files with one bug each, in styles of their own: it is found at its line, and nothing else is."""

from pathlib import Path

import pytest

from tests.loading.asking import ASKED, QUESTIONS, findings
from tests.loading.test_right import seen

WRONG = sorted((Path(__file__).parent / "fixtures" / "wrong").glob("*.py"))


@pytest.mark.parametrize("file", WRONG, ids=lambda file: file.stem)
def test_a_bug_is_found_at_its_line_and_nothing_else(file: Path) -> None:
    text = file.read_text("utf-8")
    check = text.splitlines()[0].removeprefix("# bug: ")

    found = findings(seen(file), QUESTIONS | ({check: ASKED[check]} if check in ASKED else {}))

    assert check in found
    first = found[check].at[0]
    assert first is not None
    assert "# HERE" in text.splitlines()[first.line - 1]
    assert set(found) <= {check, "alike"}
