"""Where two JSON values differ."""

from grader.base.json_difference import ABSENT, Difference, differences


def test_differences_of_equal_values_are_none() -> None:
    assert list(differences({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]})) == []


def test_differences_say_where_they_are() -> None:
    before, after = {"a": [1, {"b": "x"}], "c": 1}, {"a": [1, {"b": "y"}]}
    assert list(differences(before, after)) == [
        Difference("a[1].b", "x", "y"),
        Difference("c", 1, ABSENT),
    ]


def test_differences_take_lists_of_other_lengths_as_wholes() -> None:
    assert list(differences([1], [1, 2])) == [Difference("", [1], [1, 2])]


def test_differences_tell_true_from_one() -> None:
    assert list(differences({"a": True}, {"a": 1})) == [Difference("a", True, 1)]


def test_differences_ignore_the_fields_left_out() -> None:
    assert list(differences({"a": {"seconds": 1}}, {"a": {"seconds": 2}}, {"seconds"})) == []
