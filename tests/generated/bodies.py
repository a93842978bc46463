# ruff: noqa: E501 - the lines are those of submissions
"""The models that are asked for, written with layers whose own way of writing is left open.

A layer's way is a few lines that define `Dense`, `Conv`, `Up`, `act`, `sig`, `pool`, `down`, `flat`, `join` or
`end`; what is not given is written in torch's own way.
"""

from collections.abc import Mapping

PLAIN: Mapping[str, str] = {
    "Dense": "Dense = nn.Linear",
    "Conv": "def Conv(i, o, p=0):\n    return nn.Conv2d(i, o, 5, padding=p)",
    "Up": "def Up(i, o):\n    return nn.ConvTranspose2d(i, o, 4, stride=2, padding=1)",
    "act": "act = F.relu",
    "sig": "sig = torch.sigmoid",
    "pool": "def pool(x):\n    return F.max_pool2d(x, 2)",
    "down": "def down(x):\n    return F.avg_pool2d(x, 2)",
    "flat": "def flat(x):\n    return x.flatten(1)",
    "join": "def join(u, e):\n    return torch.cat([u, e], 1)",
    "begin": "def begin(x):\n    return x",
    "end": "def end(x):\n    return x",
}
"""What defines each layer, by its name; `down` is a pooling of a U-Net, `end` the last line of forward."""

_HEAD = "import math\nfrom typing import NamedTuple\n\nimport torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
_CLASS = """class {name}(nn.Module):
    def __init__(self):
        super().__init__()
{init}

    def forward(self, x):
        x = begin(x)
{forward}
        return end(x)
"""
_UNET = (
    ("a", "Conv(3, 4, 2)"), ("b", "Conv(4, 8, 2)"), ("m", "Conv(8, 16, 2)"), ("ub", "Up(16, 8)"),
    ("db", "Conv(16, 8, 2)"), ("ua", "Up(8, 4)"), ("da", "Conv(8, 4, 2)"),
)  # fmt: skip
_UNET_FORWARD = (
    "a = act(self.a(x))",
    "b = act(self.b(down(a)))",
    "m = act(self.m(down(b)))",
    "d = act(self.db(join(self.ub(m), b)))",
    "d = act(self.da(join(self.ua(d), a)))",
)
MODELS: Mapping[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {
    "SLP": ((("f", "Dense(784, 10)"),), ("x = self.f(flat(x))",)),
    "MLP": (
        (("f", "Dense(784, 100)"), ("g", "Dense(100, 10)")),
        ("x = sig(self.f(flat(x)))", "x = self.g(x)"),
    ),
    "CifarMLP": (
        (
            ("f", "Dense(3072, 100)"), ("g", "Dense(100, 100)"), ("h", "Dense(100, 100)"),
            ("i", "Dense(100, 100)"), ("j", "Dense(100, 10)"),
        ),
        ("x = act(self.f(flat(x)))", "x = act(self.g(x))", "x = act(self.h(x))", "x = act(self.i(x))",
         "x = self.j(x)"),
    ),
    "CNN": (
        (("a", "Conv(3, 32)"), ("b", "Conv(32, 32)"), ("f", "Dense(18432, 10)")),
        ("x = self.b(self.a(x))", "x = self.f(flat(x))"),
    ),
    "LeNet5": (
        (("a", "Conv(3, 6)"), ("b", "Conv(6, 16)"), ("f", "Dense(400, 120)"), ("g", "Dense(120, 84)"),
         ("h", "Dense(84, 10)")),
        ("x = pool(act(self.a(x)))", "x = pool(act(self.b(x)))", "x = act(self.f(flat(x)))",
         "x = act(self.g(x))", "x = self.h(x)"),
    ),
    "UNet": ((*_UNET, ("last", "Conv(4, 3, 2)")), (*_UNET_FORWARD, "x = self.last(d)")),
    "UNetClassifier": ((*_UNET, ("last", "Dense(4096, 10)")), (*_UNET_FORWARD, "x = self.last(flat(d))")),
    "SegUNet": ((*_UNET, ("last", "Conv(4, 11, 2)")), (*_UNET_FORWARD, "x = self.last(d)")),
}  # fmt: skip
"""The layers of each model, and the lines of its forward."""
ASSIGNMENTS: Mapping[str, tuple[str, ...]] = {
    "assignment0": ("SLP", "MLP", "CifarMLP"),
    "assignment1": ("CNN", "LeNet5"),
    "assignment2": ("UNet", "UNetClassifier"),
    "assignment3": ("SegUNet",),
}


def written(assignment: str, ways: Mapping[str, str]) -> str:
    """Return a file with all models of an assignment, in which some layers are written in a way of their own."""
    definitions = [ways.get(name, plain) for name, plain in PLAIN.items()]
    return "\n\n".join([_HEAD, *definitions, *map(_model, ASSIGNMENTS[assignment])]) + "\n"


def _model(name: str) -> str:
    layers, lines = MODELS[name]
    init = "\n".join(f"        self.{layer} = {made}" for layer, made in layers)
    return _CLASS.format(name=name, init=init, forward="\n".join(f"        {line}" for line in lines))


def uses(assignment: str, layer: str) -> bool:
    """Return whether a model of an assignment has such a layer."""
    texts = [str(MODELS[name]) for name in ASSIGNMENTS[assignment]]
    return layer in ("begin", "end") or any(f"{layer}(" in text for text in texts)
