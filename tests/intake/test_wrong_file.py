"""What is no notebook says what it is, by its name or by its content."""

from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade
from grader.base.text import LANGUAGES
from grader.intake import read

NOTEBOOK = b'{"cells": [{"cell_type": "code", "source": "x = 1"}], "nbformat": 4}'


def refusal(folder: Path, name: str, content: bytes) -> NothingToGrade:
    (folder / name).write_bytes(content)
    with pytest.raises(NothingToGrade) as caught:
        read(folder / name)
    assert caught.value.hint is not None
    assert all(name in caught.value.message.get(lang) for lang in LANGUAGES)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "what", "instead"),
    [
        ("제출.zip", b"PK\x03\x04", "an archive", "Unpack it"),
        ("hw.PDF", b"%PDF-1.7", "a document for printing", "Download > Download .ipynb"),
        ("과제1.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a word processor's document", "Download .ipynb"),
        ("hw.html", b"<html>", "a web page", "Download .ipynb"),
        ("lenet5.pt", b"PK\x03\x04", "a file of trained weights", "the model's class"),
        ("screen.png", b"\x89PNG\r\n", "a picture", "Download .ipynb"),
    ],
)
def test_wrong_file_says_what_it_is_by_its_name(
    name: str, content: bytes, what: str, instead: str, tmp_path: Path
) -> None:
    error = refusal(tmp_path, name, content)
    assert f"{name} is {what}" in error.message.en
    assert error.hint is not None
    assert instead in error.hint.en


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xef\xbb\xbf\n <!DOCTYPE html>\n<html>", "a web page"),
        (b"<HTML lang='ko'>", "a web page"),
        (b"%PDF-1.4\n%\xe2\xe3", "a document for printing"),
        (b"PK\x03\x04\x14\x00", "an archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "a word processor's document"),
        (b"\xff\xd8\xff\xe0", "a picture"),
    ],
)
@pytest.mark.parametrize("name", ["LeNet5.ipynb", "lenet.py"])
def test_wrong_file_says_what_it_is_in_spite_of_its_name(
    name: str, content: bytes, what: str, tmp_path: Path
) -> None:
    assert f"In spite of its name, {name} is {what}" in refusal(tmp_path, name, content).message.en


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("hw.ipynb.txt", "hw.ipynb"),
        ("내 과제.IPYNB.json", "내 과제.IPYNB"),
        ("hw.ipynb (1)", "hw.ipynb"),
        ("lenet.py.txt", "lenet.py"),
        ("lenet.py_", "lenet.py"),
    ],
)
def test_wrong_file_with_more_to_its_name_is_to_be_renamed(name: str, meant: str, tmp_path: Path) -> None:
    error = refusal(tmp_path, name, NOTEBOOK)
    assert error.hint is not None
    assert all(error.hint.get(lang).split("\n")[0].endswith(f": {meant}") for lang in LANGUAGES)


@pytest.mark.parametrize("name", ["notes.txt", "hw", "lenet.pyc", "data.csv", "lenet.python"])
def test_wrong_file_of_no_known_kind_is_no_code(name: str, tmp_path: Path) -> None:
    assert "is neither a notebook" in refusal(tmp_path, name, b"x = 1").message.en


@pytest.mark.parametrize(
    "text", ["html = 1\n", "'<html>'\n", "# <!doctype html>\nx = 1\n", "PK = 1\n", "GIF8 = 2\n"]
)
def test_code_that_only_mentions_another_kind_is_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    assert read(tmp_path / "a.py").units[0].text.strip() == text.strip()
