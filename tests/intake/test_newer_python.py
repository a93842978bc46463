"""What only Python 3.12 accepts is read by an older one, and does the same there."""

import sys
from typing import Any

import pytest

from grader.intake.newer_python import is_newer, older
from grader.intake.syntax import parses

from .submissions import IMPORTS, MODEL

SINCE = (3, 12)


def value(text: str) -> Any:
    names: dict[str, Any] = {"d": {"in": 7}, "w": 5}
    exec(older(text), names)
    return names["x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('x = f"{d["in"]}"', "7"),
        ('x = f"a {{}} {d["in"]:>3}|{3!r} {f"{d["in"]}"}"', "a {}   7|3 7"),
        ("x = f\"{'\\n'.join(['a', 'b'])}|\"", "a\nb|"),
        ('x = f"{d["in"]:{w}d}"', "    7"),
        ('x = ("head "\n     f"{d["in"]}"\n     " tail")', "head 7 tail"),
        ('x = f"{d["in"]=}"', 'd["in"]=7'),
        ('x = f"{d["in"]}".zfill(3)', "007"),
        ('x = rf"\\d{d["in"] != 7}"', "\\dFalse"),
        ("type X = int\nx = X", int),
        ("class A[T]:\n    def f[K: int](self, k: K) -> T: ...\nx = A.__name__", "A"),
    ],
)
def test_older_computes_the_same(text: str, expected: object) -> None:
    assert value(text) == expected
    assert older(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [IMPORTS + MODEL, "x = f\"{d['in']} # '{w}'\" # don't", "x = '''it's''' + f'{w!r:>{w}}'", "it's no code"],
)
def test_older_leaves_what_older_pythons_know(text: str) -> None:
    assert older(text) == text
    assert not is_newer(text)


@pytest.mark.skipif(sys.version_info >= SINCE, reason="this Python accepts it")
def test_is_newer_tells_new_from_wrong() -> None:
    new = 'x = "a" f"{d["in"]}".upper()'
    assert not parses(older(new))
    assert is_newer(new)
    assert not any(map(is_newer, ['x = f"{}"', 'x = f"{d["in"]"', 'x = f"{d["in"]+}"', 'x = (f"{d["in"]}"']))
