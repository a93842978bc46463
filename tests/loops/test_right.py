from pathlib import Path

import pytest

from grader import intake
from tests.loops.asking import QUESTIONS, findings, rehearsed

RIGHT = sorted((Path(__file__).parent / "fixtures" / "right").glob("*.py"))


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file.stem)
def test_no_question_finds_fault_with_a_right_loop(file: Path) -> None:
    log = rehearsed(intake.read(file))

    assert findings(log, QUESTIONS) == {}
    assert not log.cut
