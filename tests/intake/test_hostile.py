"""No file makes intake fail without a clear message or work for long."""

import json
import string
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import intake
from grader.base.errors import NothingToGrade
from grader.intake.cell_repair import clean, tidy
from grader.intake.syntax import parses
from grader.records.source import Source

from .submissions import IMPORTS, MODEL, build, only, script

SECONDS = 20.0
"""Of computing: ten times what the slowest takes on a slow machine; without bounds they take minutes."""


def cells(*sources: object) -> bytes:
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in sources
    ]}  # fmt: skip
    return json.dumps(book).encode()


def read(folder: Path, data: bytes, name: str) -> Source:
    path = folder / name
    path.write_bytes(data)
    start = time.process_time()
    try:
        return intake.read(path)
    finally:
        assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"cells":' + b'{"a":' * 101 + b"1" + b"}" * 102,
        b'{"cells": [' + b"[]," * 6_000_000 + b"[]]}",
        b'{"cells": ["' + b'\\"' * 5_000_000,
        b'"\\' * 5_000_000,
        b"9" * 10_000,
        b"NaN",
        b"\xff\xfe\x00\x00",
        '{"cells": []}'.encode("utf-16"),
        b'{"cells": [1, null, [], "x", {"cell_type": "code"}]}',
        b'{"nbformat": 3, "worksheets": [5, {"cells": [7, {"cell_type": "code", "outputs": 3}]}]}',
        b'{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": 5, "outputs": []}]}]}',
        b'{"nbformat": 99}',
        b'{"nbformat": "x", "worksheets": {}}',
    ],
    ids=lambda data: repr(data[:24]),
)
def test_read_refuses_a_notebook_made_to_choke_its_reader(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NothingToGrade):
        read(tmp_path, data, "x.ipynb")


def test_read_refuses_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(257 * 2**20)
    with pytest.raises(NothingToGrade, match="257 MB"):
        intake.read(path)


def test_read_is_not_harmed_by_large_outputs(tmp_path: Path) -> None:
    book = json.loads(cells(IMPORTS + MODEL))
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 20_000_000}, "metadata": {}}
    book["cells"][0]["outputs"] = [picture, {"plotly": [list(range(100))] * 10_000}]
    assert only(read(tmp_path, json.dumps(book).encode(), "x.ipynb")).name == "LeNet5"


def test_read_counts_cells_that_are_not_strings_as_empty(tmp_path: Path) -> None:
    source = read(tmp_path, cells(1, None, {"a": 1}, ["x = 1\n", 3, None], IMPORTS + MODEL), "x.ipynb")
    assert source.position(only(source).at).cell == 5
    assert source.units[3].text == "x = 1\n"


def test_read_survives_lone_surrogates_and_nul(tmp_path: Path) -> None:
    source = read(tmp_path, cells("s = '\ud800\x00'\n" + IMPORTS + MODEL), "x.ipynb")
    assert build(source, "LeNet5").fc.out_features == 10
    source.units[0].original.encode()


@pytest.mark.parametrize("cookie", ["rot13", "hex", "undefined", "idna", "unicode_escape", "no-such"])
def test_read_survives_a_coding_cookie_that_is_no_text_encoding(tmp_path: Path, cookie: str) -> None:
    source = read(tmp_path, f"# -*- coding: {cookie} -*-\n{IMPORTS}{MODEL}".encode(), "x.py")
    assert only(source).name == "LeNet5"


@pytest.mark.parametrize(
    "line",
    [
        "x = " + "(" * 100_000,
        "x = " + "(" * 150 + "1" + ")" * 150,
        "x = " + "-" * 100_000 + "1",
        "x = a" + ".b" * 50_000,
        "x = 1" + "+1" * 50_000,
        "x = " + "[" * 99 + "]" * 99,
        "x = " + "9" * 5_000,
        "if a: pass\n" + "elif b: pass\n" * 10_000,
        "%" * 100_000,
        "a" * 100_000 + "?",
        "f" + " " * 100_000 + "(",
        "'''",
        "\\",
    ],
    ids=lambda line: line[:12],
)
def test_read_loses_only_the_line_made_to_choke_the_parser(tmp_path: Path, line: str) -> None:
    assert only(read(tmp_path, f"{IMPORTS}{MODEL}{line}\n".encode(), "x.py")).name == "LeNet5"


@pytest.mark.parametrize(
    "text",
    [
        "(\n" * 200_000,
        "a b\nx = 1\n" * 40_000,
        "x = 1\n" + "x = x + 1\n" * 4_900,
        "class C0(nn.Module):\n    def forward(self, x): return x * 2\n"
        + "".join(f"class C{i}(C{i - 1}): pass\n" for i in range(1, 4_900)),
        "class Net(nn.Module):\n    def forward(self, x): return x * 2\n" + "class Net(Net): pass\n" * 4_900,
        "".join(f"def f{i}(): return f{i + 1}()\n" for i in range(4_900)) + "def f4900(): return LeNet5()\n",
        "".join(f"LeNet5({i})\n" for i in range(4_900)),
        "print 'a'\n" * 4_900,
        '"""\nx\n' * 20_000,
        "a\n" * 240_000,
    ],
    ids=lambda text: text[:24],
)
def test_read_accepts_or_refuses_a_slow_file_in_time(tmp_path: Path, text: str) -> None:
    try:
        source = read(tmp_path, f"{IMPORTS}{MODEL}{text}".encode(), "x.py")
    except NothingToGrade:
        return
    assert len(source.candidates) <= 60


def test_read_gives_up_on_many_broken_cells_and_finds_the_model(tmp_path: Path) -> None:
    source = read(tmp_path, cells(*["(\n" * 300] * 500, IMPORTS + MODEL), "x.ipynb")
    assert only(source).name == "LeNet5"


def test_read_silences_warnings_about_the_students_strings(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = script(tmp_path, IMPORTS + "pattern = '\\d' is 3\n" + MODEL)
    assert only(source).name == "LeNet5"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from(string.printable), max_size=200))
def test_clean_turns_any_text_into_python_of_as_many_lines(text: str) -> None:
    original = tidy(text)
    cleaned = clean(original)
    assert parses(cleaned.text)
    assert cleaned.text.count("\n") == original.count("\n")


LINES = [
    "class A(nn.Module):", "    def forward(self, x):", "        return x", "    pass", "!ls", "%%time",
    "x = (1", "'''", "@d", "if __name__ == '__main__':", "    a = A()", "else:", "print 'a'", "\\",
    "try:", "except E, e:", "a = A(x)", "from model import *", "def f():", "    return A()", "x?",
    "\tb = 1", "a.fc = x", "del a", "for x in a:",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(st.sampled_from(LINES), max_size=12))
def test_read_understands_any_mixture_of_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    source = script(tmp_path_factory.mktemp("mixture"), "\n".join(["x = 0", *lines]))
    (unit,) = source.units
    assert parses(unit.text)
    assert len(unit.text.split("\n")) == len(unit.original.split("\n"))
