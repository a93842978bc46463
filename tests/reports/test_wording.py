import pytest

from grader.records.measure import written
from grader.reports.wording import place, points, share

from .samples import at


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (5, "5"), (83.5, "83.5"), (20 / 3, "6.66"), (0.1 + 0.2, "0.3"), (99.999, "99.99")],
)
def test_points_are_short_and_never_rounded_up(value: float, written: str) -> None:
    assert points(value) == written


def test_share_of_withheld_points_is_a_question_mark() -> None:
    assert share(None, 100) == "? / 100"


def test_written_accuracy_below_a_threshold_does_not_look_like_it() -> None:
    assert written("accuracy", 0.4499) == "44.9 %"
    assert written("accuracy", 0.45) == "45.0 %"


def test_place_is_written_in_both_languages() -> None:
    position = at(5, 7, "  self.conv1 = nn.Conv2d(3, 6, 3)")
    assert place(position, "en") == "cell 5, line 7: self.conv1 = nn.Conv2d(3, 6, 3)"
    assert place(position, "ko") == "5번째 코드 셀, 7번째 줄: self.conv1 = nn.Conv2d(3, 6, 3)"
    assert place(at(None, 7, "", "a.py"), "en", name_file=True) == "a.py, line 7"
