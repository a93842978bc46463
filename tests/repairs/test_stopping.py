"""Ctrl-C while repairs are looked for: the report stays, with those found by then."""

from pathlib import Path

import pytest

from grader.base.progress import silent
from grader.base.text import Text
from grader.checks import Assignment
from grader.grading.grade import Listener, grade
from grader.intake import read
from grader.repairs.repairing import Repairing
from tests.hosts import shared
from tests.repairs.submissions import LENET, NO_TRAINING, wrong

TWO = (("nn.MaxPool2d(2)", "nn.AvgPool2d(2)"), ("return self.fc3(x)", "return F.softmax(self.fc3(x), dim=1)"))


class Impatient:
    """Presses Ctrl-C once one repair was found, or at once."""

    def __init__(self, word: str) -> None:
        self._word = word

    def __call__(self, what: Text, done: int, total: int | None) -> None:
        if self._word in what.en:
            raise KeyboardInterrupt


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "lenet.py"
    path.write_text(wrong(LENET, *TWO), encoding="utf-8")
    return path


def test_repairing_keeps_what_was_found_before_ctrl_c(path: Path, assignment1: Assignment) -> None:
    source = read(path)
    repairing = Repairing(source, assignment1, shared(), Impatient("1 found"), stoppable=True)
    listener = Listener(repairing.part, on_models=repairing.models)
    report = repairing.added_to(grade(source, assignment1, NO_TRAINING, shared(), silent, listener))
    assert repairing.stopped
    assert isinstance(report.repairs, tuple)
    assert len(report.repairs) == 1
    assert report.earned is not None


def test_repairing_passes_ctrl_c_on_where_it_ends_everything(path: Path, assignment1: Assignment) -> None:
    source = read(path)
    repairing = Repairing(source, assignment1, shared(), Impatient("Trying"))
    listener = Listener(repairing.part, on_models=repairing.models)
    report = grade(source, assignment1, NO_TRAINING, shared(), silent, listener)
    with pytest.raises(KeyboardInterrupt):
        repairing.added_to(report)
