import shlex
import subprocess
import sys

import pytest

from grader.cli import shell

WORDS = ["lenet.ipynb", "내 과제 [1].ipynb", "it's $HOME.py", "C:\\Users\\김 민수\\lenet.py", "a&b.py", ""]


@pytest.mark.parametrize("word", WORDS)
def test_quoted_word_is_one_word_for_the_shell(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert shlex.split(shell.quoted(word)) == [word]


@pytest.mark.parametrize("word", [word for word in WORDS if "$" not in word])
def test_quoted_word_is_one_word_for_windows(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the C runtime splits a command line, whose rules `list2cmdline` follows."""
    monkeypatch.setattr(sys, "platform", "win32")
    plain = subprocess.list2cmdline([word])
    assert shell.quoted(word) in {plain, f'"{word}"'}
    assert "'" not in shell.quoted(word)


def test_quoted_leaves_a_plain_name_alone_in_every_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform in ("linux", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert shell.quoted("assignment1.ipynb") == "assignment1.ipynb"
