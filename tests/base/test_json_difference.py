"""Where two JSON values differ."""

from grader.base.json_difference import ABSENT, Difference, differences


def test_equal_values_do_not_differ() -> None:
    assert list(differences({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]})) == []


def test_a_difference_is_told_by_its_place() -> None:
    before, after = {"a": [1, {"b": "x"}], "c": 1}, {"a": [1, {"b": "y"}]}
    assert list(differences(before, after)) == [
        Difference("a[1].b", "x", "y"),
        Difference("c", 1, ABSENT),
    ]


def test_lists_of_other_lengths_differ_as_wholes() -> None:
    assert list(differences([1], [1, 2])) == [Difference("", [1], [1, 2])]


def test_true_is_not_one() -> None:
    assert list(differences({"a": True}, {"a": 1})) == [Difference("a", True, 1)]


def test_fields_that_are_left_out_do_not_count() -> None:
    assert list(differences({"a": {"seconds": 1}}, {"a": {"seconds": 2}}, {"seconds"})) == []
