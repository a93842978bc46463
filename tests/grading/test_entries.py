"""What the host of many submissions imports once for all of them."""

from pathlib import Path

import pytest

from grader.authoring import scaffold
from grader.grading import ENTRIES, REHEARSING, course
from grader.grading.entries import entries


@pytest.mark.parametrize(
    ("kind", "more"), [("cnn", ()), ("function", ()), ("loop", (REHEARSING,)), ("data", (REHEARSING,))]
)
def test_torchvision_is_imported_ahead_where_loops_are_rehearsed(
    kind: str, more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scaffold.write(f"ahead_{kind}", tmp_path, kind)
    monkeypatch.setenv(course.COURSE, str(tmp_path))
    assert entries(course.load(f"ahead_{kind}", captured=False)) == (*ENTRIES, *more)
