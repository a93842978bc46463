"""Honest inputs that fuzzing starts from and mutates."""

import io
import random
import zipfile
from pathlib import Path

import msgspec

from grader.records.capture_protocol import Broken, Captured, Outcome
from grader.records.graph import Dtype, Input, Mode, Value, Weight
from tests.capture.graphs import CLASSIFIER, graph, node, weight, with_arg

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
"""What once made a target fail, in a folder of its name."""
LARGEST = 20_000
"""Bytes of an example; those of more are slow to change and hold no more kinds of lines."""


def seeds(target: str) -> list[bytes]:
    """Return the inputs to begin with, those among them that once made the target fail."""
    return [*_HONEST[target](), *(path.read_bytes() for path in failures(target))]


def failures(target: str) -> list[Path]:
    """Return the files that once made the target fail."""
    return sorted(path for path in (FIXTURES / target).glob("*") if path.is_file())


def words(target: str) -> list[bytes]:
    """Return what is worth being put into an input."""
    return _WORDS.get(target, [])


def _examples(suffix: str) -> list[bytes]:
    found = sorted(ROOT.glob(f"assignments/*/examples/*{suffix}"))
    return [path.read_bytes() for path in found if path.stat().st_size <= LARGEST]


def _archives() -> list[bytes]:
    code = b"class Net(nn.Module): pass\n" * 9
    return [
        _zip({"kim/lenet.py": code, "kim/readme.txt": b"hello"}, zipfile.ZIP_STORED),
        _zip({"김민수/과제 1.ipynb": b'{"cells": []}' * 50, "../evil.py": code}, zipfile.ZIP_DEFLATED),
        _zip({"a.py": code * 99, "A.PY": code, "a.py/b.py": b""}, zipfile.ZIP_BZIP2),
        _zip({"lee/": b"", "lee/x.py": code}, zipfile.ZIP_LZMA),
    ]


def _zip(files: dict[str, bytes], method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _outcomes() -> list[bytes]:
    attention = graph(
        node("reshape.default", Input(), (-1, 3, 64)),
        node("scaled_dot_product_attention.default", Value(0), Value(0), Value(0)),
        node("softmax.int", Value(1), 1, Dtype("float64")),
        node("cat.default", (Value(1), Value(1)), 2),
        node("mul.Tensor", Value(3), Weight(0)),
        tensors=(weight(128, values=0.5),),
    )
    found: list[Outcome] = [
        Captured(CLASSIFIER, "Net()"),
        Captured(with_arg(3, 2, Mode(inverted=True)), "Net(10)"),
        Captured(attention, "make()"),
        Broken("forward", "exception", "ValueError", "too many values", ()),
    ]
    return [msgspec.json.encode(each) for each in found]


def _choices() -> list[bytes]:
    """What hypothesis puts a Graph together from."""
    generator = random.Random(0)
    return [generator.randbytes(2_000) for _ in range(50)]


_HONEST = {
    "script": lambda: _examples(".py"),
    "notebook": lambda: _examples(".ipynb"),
    "archive": _archives,
    "outcome": _outcomes,
    "graph": _choices,
}
_CODE = [
    b"class A(nn.Module):\n", b"    def forward(self, x):\n", b"        return x\n", b"    pass\n",
    b"!ls\n", b"%%time\n", b"%%writefile model.py\n", b"'''", b'"""', b"@d\n", b"print 'a'\n", b"xrange(",
    b"except E, e:\n", b"from model import *\n", b"import model\n", b"A = model.A\n",
    b"def f():\n    return A()\n", b"lambda: ", b"async def ", b"await ", b"yield ", b"global x\n",
    b"nonlocal x\n", b"match x:\n    case A(b=1):\n", b"f'{x!r:{y}}'", b"*a, b = c\n", b":=", b"del a\n",
    b"exec 'a' in b\n", b"`a`", b"<>", b"0777", b"ur''", b"\\\n", b"\t", b"\x0c", b"\xef\xbb\xbf",
    b"# -*- coding: cp949 -*-\n", b"\xc7\xd1\xb1\xdb", "한글".encode(), b"nn.Sequential(",
]  # fmt: skip
_WORDS = {
    "script": _CODE,
    "notebook": [
        *[word.replace(b"\n", b"\\n").replace(b'"', b'\\"') for word in _CODE],
        b'"cells":[', b'"cell_type":"code"', b'"source":[', b'"worksheets":[', b'"input":', b'"nbformat":3',
        b"\\u0000", b"\\ud800", b"null", b"1e999", b"NaN",
    ],
    "archive": [
        b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"../", b"\\",
        b"\xff\xff\xff\xff",
    ],
    "outcome": [
        b'{"type":"value","node":', b'"out":', b'{"type":"weight","index":', b'{"type":"batch","times":',
        b'"plus":', b'{"type":"mode"}', b'{"type":"dtype","name":"float64"}', b'{"type":"input"}', b"null",
        b"true", b"1e999", b"-1", b"9223372036854775808", b"4294967296", b"\\u0000", b"[[",
        b'"type":"broken"', b'"when":"train"',
    ],
}  # fmt: skip
