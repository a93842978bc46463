"""The messages of a reader that was taken over by what it reads."""

from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade
from grader.confinement.tiers import TIERS
from grader.intake import child
from grader.intake.reader import Reader
from grader.records.reader_protocol import Found


@pytest.mark.parametrize("name", ["../other/lenet.py", "/etc/passwd", "..", "a/b.py", ""])
def test_reader_is_not_believed_when_it_names_a_file_elsewhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "answer", lambda _wish: Found((name,)))
    with Reader([tmp_path], TIERS["unconfined"]) as reader, pytest.raises(NothingToGrade, match="no end"):
        reader.find(tmp_path)
