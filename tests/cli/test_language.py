import io
import sys

import pytest

from grader.cli import language


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))


@pytest.mark.parametrize(
    "args", [["--lang", "ko", "list"], ["list", "--lang=ko"], ["run", "a", "b", "--lang", "ko"]]
)
def test_language_option_counts_wherever_it_stands(args: list[str]) -> None:
    assert language.of(args) == "ko"


def test_language_option_counts_more_than_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert language.of(["--lang", "en"]) == "en"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, "ko"),
    ],
)
def test_language_follows_the_locale_as_posix_has_it(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.of([]) == expected


@pytest.mark.parametrize(
    ("encoding", "expected"), [("cp949", "ko"), ("utf-8", "ko"), ("cp1252", "en"), ("ascii", "en")]
)
def test_language_is_korean_only_where_the_output_can_write_it(
    encoding: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert language.of([]) == expected


@pytest.mark.parametrize("args", [["--lang"], ["--lang", "xx"], ["--lan", "ko"]])
def test_language_leaves_what_is_none_for_click_to_refuse(
    args: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    assert language.of(args) == "en"
