"""Checks that disguised copies among 300 are found, and strangers not: `python -m benchmarks.copies`.

Every student of a generated class decides everything on their own: how a layer is written, how lines are
split, what things are called, what is explained, what is built besides. The shares of these habits are
guesses. Some students hand in another's answer in disguise: other names and no comments, and then a few of
the things that somebody does who does not want to be recognised (`DISGUISES`).

Thresholds were chosen on the classes of `TUNED_ON`; what is reported is of other classes.
"""

import ast
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import msgspec

from grader.base.text import same
from grader.batch.similarity.compare import similar
from grader.records.report import GradedModel, PartReport
from grader.records.source import Position
from grader.records.submissions import Entry
from tests.batch.similarity.test_compare import script

_ANYWHERE: Final = Position("a.py", None, 1, "")
MODELS: Final = {"cnn": "CNN", "lenet5": "LeNet5"}

STUDENTS: Final = 300
COPIES: Final = 15
TUNED_ON: Final = range(10)
REPORTED: Final = range(100, 110)

HABITS: Final[Mapping[str, Mapping[str, int]]] = {
    "super": {"super().__init__()": 66, "super({0}, self).__init__()": 28, "nn.Module.__init__(self)": 6},
    "arguments": {"positional": 55, "kernel named": 20, "all named": 10, "stride too": 9, "tuple": 6},
    "activation": {"functional": 42, "module": 30, "torch": 18, "method": 5, "one each": 5},
    "pool": {"module": 60, "functional": 25, "one each": 10, "functional whole": 5},
    "pool arguments": {"2, 2": 40, "2": 30, "kernel_size=2, stride=2": 18, "(2, 2)": 7, "kernel_size=2": 5},
    "width": {
        "16 * 5 * 5": 50,
        "400": 28,
        "5 * 5 * 16": 10,
        "16 * (5 * 5)": 4,
        "16 * 5**2": 4,
        "self.width": 4,
    },
    "flatten": {
        "torch.flatten(x, 1)": 27,
        "x.view(-1, {0})": 20,
        "x.view(x.size(0), -1)": 20,
        "x.flatten(1)": 8,
        "x.reshape(x.shape[0], -1)": 7,
        "x.view(x.shape[0], -1)": 6,
        "self.flatten(x)": 6,
        "x.flatten(start_dim=1)": 3,
        "x.reshape(-1, {0})": 3,
    },
    "steps": {"nested": 45, "two lines": 22, "one a line": 25, "fresh names": 8},
    "order": {"as used": 55, "helpers first": 22, "helpers last": 14, "linear first": 3, "mixed": 6},
    "returns": {"value": 55, "name": 45},
    "classes": {"10": 74, "num_classes": 15, "self.classes": 4, "out_features=10": 7},
    "structure": {"flat": 66, "sequential": 14, "features": 8, "loop": 5, "list": 3, "blocks": 4},
    "hints": {"": 86, "types": 9, "return only": 5},
    "first": {"": 66, "shape": 8, "batch": 6, "assert": 5, "print": 5, "float": 4, "size": 3, "device": 3},
    "extra": {
        "": 52,
        "init": 7,
        "xavier": 4,
        "flat features": 7,
        "predict": 5,
        "count": 4,
        "repr": 3,
        "main": 3,
        "features": 4,
        "probabilities": 3,
        "summary": 3,
        "freeze": 2,
        "accuracy": 3,
    },
    "kept": {
        "": 68,
        "name": 6,
        "channels": 6,
        "dropout": 5,
        "kernel": 5,
        "softmax": 5,
        "device": 3,
        "debug": 2,
    },
    "last": {"x": 62, "logits": 14, "output": 10, "out": 8, "y": 3, "scores": 3},
    "dense": {"plain": 80, "bias": 8, "hidden": 6, "features named": 6},
    "local": {"x": 78, "out": 12, "h": 5, "img": 3, "y": 2},
    "names": {"conv1": 52, "c1": 14, "conv_1": 10, "layer1": 8, "first_conv": 5, "C1": 6, "convolution1": 5},
    "comments": {"": 35, "layer": 25, "shape": 20, "korean": 12, "docstring": 8},
}
"""The share of students, in per cent, with each habit."""

INCONSISTENT: Final = 0.25
"""The share of habits in which a student's second model differs from the first."""

Choice = dict[str, str]
Answer = tuple[Choice, Choice]
"""How the CNN and LeNet-5 are written."""


def choose(chance: random.Random) -> Choice:
    """Return the habits of a student, each chosen on its own."""
    return {name: chance.choices(list(of), list(of.values()))[0] for name, of in HABITS.items()}


DISGUISES: Final[Mapping[str, tuple[str, ...]]] = {
    "functions for modules": ("activation", "pool"),
    "other lines": ("steps", "returns"),
    "other arguments": ("arguments",),
    "other pooling": ("pool arguments",),
    "other order": ("order",),
    "loop for layers": ("structure",),
    "other flatten": ("flatten",),
    "nothing besides": ("first",),
    "other width": ("width",),
    "other super": ("super",),
}
"""What somebody does so as not to be recognised, by the habits that it changes."""


def settle(chance: random.Random) -> Answer:
    """Return how a student writes both models: mostly in the same way."""
    habits = choose(chance)
    other = {name: chosen for name, chosen in choose(chance).items() if chance.random() < INCONSISTENT}
    return habits, {**habits, **other}


def disguise(answer: Answer, chance: random.Random) -> Answer:
    """Return how a copy is written: other names, other comments, and one or two more disguises."""
    kinds = chance.sample(list(DISGUISES), chance.randint(1, 2))
    habits = ("names", "comments", "local", "last", *(each for kind in kinds for each in DISGUISES[kind]))
    new = choose(chance)
    changed = {name: new[name] for name in habits}
    cnn, lenet = answer
    return {**cnn, **changed}, {**lenet, **changed}


# -- writing it down -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """A layer of a model, how it is made and what is applied after it."""

    name: str
    made: str
    then: tuple[str, ...] = ()


_FORMS: Final[Mapping[str, str]] = {
    "positional": "nn.Conv2d({0}, {1}, 5)",
    "kernel named": "nn.Conv2d({0}, {1}, kernel_size=5)",
    "all named": "nn.Conv2d(in_channels={0}, out_channels={1}, kernel_size=5, stride=1, padding=0)",
    "stride too": "nn.Conv2d({0}, {1}, 5, 1, 0)",
    "tuple": "nn.Conv2d({0}, {1}, (5, 5))",
}
_DENSE: Final[Mapping[str, str]] = {
    "plain": "nn.Linear({0}, {1})",
    "bias": "nn.Linear({0}, {1}, bias=True)",
    "hidden": "nn.Linear(in_features={0}, out_features={1})",
    "features named": "nn.Linear({0}, out_features={1})",
}
_FIRST: Final[Mapping[str, str]] = {
    "shape": "b, c, h, w = x.shape",
    "batch": "batch_size = x.size(0)",
    "assert": "assert x.dim() == 4",
    "print": "print(x.shape)",
    "float": "x = x.float()",
    "size": "n = x.shape[0]",
    "device": "x = x.to(next(self.parameters()).device)",
}
_KEPT: Final[Mapping[str, str]] = {
    "name": "self.name = type(self).__name__",
    "channels": "self.in_channels = 3",
    "dropout": "self.dropout = nn.Dropout(0.0)",
    "kernel": "kernel = 5",
    "softmax": "self.softmax = nn.Softmax(dim=1)",
    "device": "self.device = torch.device('cpu')",
    "debug": "self.debug = False",
}
_EXTRA: Final[Mapping[str, tuple[str, ...]]] = {
    "init": (
        "def reset(self):",
        "    for m in self.modules():",
        "        if isinstance(m, nn.Conv2d):",
        "            nn.init.kaiming_normal_(m.weight)",
    ),
    "flat features": (
        "def num_flat_features(self, x):",
        "    n = 1",
        "    for s in x.size()[1:]:",
        "        n *= s",
        "    return n",
    ),
    "predict": ("def predict(self, x):", "    return self.forward(x).argmax(dim=1)"),
    "count": ("def count(self):", "    return sum(p.numel() for p in self.parameters() if p.requires_grad)"),
    "repr": ("def extra_repr(self):", "    return 'made by hand'"),
    "xavier": (
        "def init_weights(self):",
        "    for name, weight in self.named_parameters():",
        "        if weight.dim() > 1:",
        "            nn.init.xavier_uniform_(weight)",
    ),
    "features": ("def maps(self, x):", "    return [layer(x) for layer in self.children()]"),
    "probabilities": ("def probabilities(self, x):", "    return F.softmax(self(x), dim=1)"),
    "summary": (
        "def show(self):",
        "    for name, layer in self.named_children():",
        "        print(name, layer)",
    ),
    "freeze": ("def freeze(self):", "    for p in self.parameters():", "        p.requires_grad = False"),
    "accuracy": ("def score(self, x, y):", "    return (self(x).argmax(1) == y).float().mean().item()"),
    "main": ("@staticmethod", "def test():", "    return torch.randn(2, 3, 32, 32)"),
}


@dataclass(frozen=True)
class Writer:
    """Writes a model as its student does."""

    chosen: Choice
    chance: random.Random

    def has(self, habit: str, *values: str) -> bool:
        return self.chosen[habit] in values

    def activation(self, n: int) -> str:
        forms = {"functional": "F.relu({0})", "module": "self.relu({0})", "torch": "torch.relu({0})"}
        forms |= {"method": "{0}.relu()", "one each": f"self.relu{n}({{0}})"}
        return forms[self.chosen["activation"]]

    def pooled(self, n: int) -> str:
        arguments = self.chosen["pool arguments"]
        forms = {"module": "self.pool({0})", "functional": f"F.max_pool2d({{0}}, {arguments})"}
        forms |= {
            "one each": f"self.pool{n}({{0}})",
            "functional whole": f"nn.functional.max_pool2d({{0}}, {arguments})",
        }
        return forms[self.chosen["pool"]]

    def helpers(self, layers: list[Layer]) -> list[str]:
        uses = [form for layer in layers for form in layer.then]
        found = []
        pool = f"nn.MaxPool2d({self.chosen['pool arguments']})"
        for n in range(1, 5):
            found += [f"self.relu{n} = nn.ReLU()"] if any(f"self.relu{n}(" in use for use in uses) else []
            found += [f"self.pool{n} = {pool}"] if any(f"self.pool{n}(" in use for use in uses) else []
        found += ["self.relu = nn.ReLU()"] if any("self.relu(" in use for use in uses) else []
        found += [f"self.pool = {pool}"] if any("self.pool(" in use for use in uses) else []
        found += ["self.flatten = nn.Flatten()"] if self.has("flatten", "self.flatten(x)") else []
        return found

    def arranged(self, layers: list[str], helpers: list[str]) -> list[str]:
        order = self.chosen["order"]
        if order == "helpers first":
            return [*helpers, *layers]
        if order == "linear first":
            return [*layers[2:], *layers[:2], *helpers]
        if order == "mixed":
            return [*layers[:1], *helpers, *layers[1:]]
        if order == "as used":
            return [*layers[:2], *helpers, *layers[2:]]
        return [*layers, *helpers]

    def name(self, n: int, dense: bool) -> str:
        pairs = {
            "conv1": ("conv", "fc"),
            "c1": ("c", "f"),
            "conv_1": ("conv_", "fc_"),
            "layer1": ("layer", "linear"),
        }
        pairs |= {
            "first_conv": ("conv_layer", "dense"),
            "C1": ("C", "F"),
            "convolution1": ("convolution", "full"),
        }
        return f"{pairs[self.chosen['names']][dense]}{n}"

    def applied(self, layer: Layer) -> list[str]:
        call = f"self.{layer.name}(x)"
        if self.has("steps", "one a line"):
            return [f"x = {call}", *(f"x = {form.format('x')}" for form in layer.then)]
        if self.has("steps", "two lines") and layer.then:
            first, *rest = layer.then
            return [f"x = {first.format(call)}", *(f"x = {form.format('x')}" for form in rest)]
        if self.has("steps", "fresh names"):
            names = [f"{layer.name}_out", *(f"{layer.name}_{n}" for n in range(len(layer.then)))]
            lines = [f"{names[0]} = {call}"]
            lines += [
                f"{new} = {form.format(old)}"
                for form, old, new in zip(layer.then, names, names[1:], strict=False)
            ]
            return [*lines, f"x = {names[len(layer.then)]}"]
        for form in layer.then:
            call = form.format(call)
        return [f"x = {call}"]

    def model(
        self, name: str, widths: tuple[int, ...], dense: tuple[int, ...], size: str, pools: bool
    ) -> str:
        convolution, linear = _FORMS[self.chosen["arguments"]], _DENSE[self.chosen["dense"]]
        wide = "self.width" if self.has("width", "self.width") else size
        classes = {"num_classes": "num_classes", "self.classes": "self.classes"}.get(
            self.chosen["classes"], "10"
        )
        convolutions = [
            Layer(
                self.name(n, False),
                convolution.format(a, b),
                (self.activation(n), self.pooled(n)) if pools else (self.activation(n),),
            )
            for n, (a, b) in enumerate(pairwise(widths), 1)
        ]
        ends = [*map(str, dense), classes]
        starts = [wide, *map(str, dense)]
        full = [
            Layer(self.name(n, True), linear.format(a, b), (self.activation(n + 2),) if n < len(ends) else ())
            for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1)
        ]
        if self.has("classes", "out_features=10"):
            full[-1] = replace(full[-1], made=f"nn.Linear({starts[-1]}, out_features=10)")
        layers = [*convolutions, *full]
        made = [f"self.{layer.name} = {layer.made}" for layer in layers]
        body = self.arranged(made, self.helpers(layers))
        forward = [line for layer in convolutions for line in self.applied(layer)]
        tail = [line for layer in full for line in self.applied(layer)]
        body, forward, tail = self.structured(body, forward, tail, convolutions, full)
        flat = f"x = {self.chosen['flatten'].format(wide)}"
        return self.text(name, body, [*forward, flat, *tail], size)

    def structured(
        self,
        body: list[str],
        forward: list[str],
        tail: list[str],
        convolutions: list[Layer],
        full: list[Layer],
    ) -> tuple[list[str], list[str], list[str]]:
        """Return the lines with layers in containers or loops, if that is how they are written."""
        pool = f", nn.MaxPool2d({self.chosen['pool arguments']})" if len(convolutions[0].then) > 1 else ""
        convolved = ", ".join(f"{each.made}, nn.ReLU(){pool}" for each in convolutions)
        dense = ", ".join(each.made + (", nn.ReLU()" if each is not full[-1] else "") for each in full)
        kind = self.chosen["structure"]
        flatten = ["self.flatten = nn.Flatten()"] if self.has("flatten", "self.flatten(x)") else []
        if kind == "sequential":
            return (
                [
                    f"self.features = nn.Sequential({convolved})",
                    f"self.classifier = nn.Sequential({dense})",
                    *flatten,
                ],
                ["x = self.features(x)"],
                ["x = self.classifier(x)"],
            )
        if kind == "features":
            rest = [f"self.{each.name} = {each.made}" for each in full]
            relus = [line for line in body if "nn.ReLU" in line]
            return (
                [f"self.features = nn.Sequential({convolved})", *rest, *relus, *flatten],
                ["x = self.features(x)"],
                tail,
            )
        if kind == "blocks":
            blocks = [
                f"self.block{n} = nn.Sequential({each.made}, nn.ReLU(){pool})"
                for n, each in enumerate(convolutions, 1)
            ]
            rest = [f"self.{each.name} = {each.made}" for each in full]
            relus = [line for line in body if "nn.ReLU" in line]
            return [*blocks, *rest, *relus, *flatten], ["x = self.block1(x)", "x = self.block2(x)"], tail
        if kind in ("loop", "list"):
            names = ", ".join(f"self.{each.name}" for each in convolutions)
            inner = convolutions[0].then
            call = "layer(x)"
            for form in inner:
                call = form.replace("relu1", "relu").replace("pool1", "pool").format(call)
            body = [line.replace("relu1 =", "relu =").replace("pool1 =", "pool =") for line in body]
            if kind == "list":
                body = [*body, f"self.layers = nn.ModuleList([{names}])"]
                return body, ["for layer in self.layers:", f"    x = {call}"], tail
            return body, [f"for layer in ({names}):", f"    x = {call}"], tail
        return body, forward, tail

    def text(self, name: str, body: list[str], forward: list[str], size: str) -> str:
        given = {"num_classes": ", num_classes=10"}.get(self.chosen["classes"], "")
        hint = ": torch.Tensor" if self.has("hints", "types") else ""
        back = " -> torch.Tensor" if self.chosen["hints"] else ""
        start = [self.chosen["super"].format(name)]
        start += [f"self.width = {size}"] if self.has("width", "self.width") else []
        start += ["self.classes = 10"] if self.has("classes", "self.classes") else []
        kept = self.chosen["kept"]
        start += [_KEPT[kept]] if kept else []
        *forward, last = forward
        if self.has("returns", "value"):
            forward = [*forward, "return " + last.removeprefix("x = ")]
        else:
            result = self.chosen["last"]
            forward = [*forward, f"{result} = {last.removeprefix('x = ')}", f"return {result}"]
        first = [_FIRST[self.chosen["first"]]] if self.chosen["first"] else []
        lines = [f"class {name}(nn.Module):"]
        lines += [f'    """The {name} of the lecture."""'] if self.has("comments", "docstring") else []
        lines += [
            f"    def __init__(self{given}):",
            *(f"        {each}" for each in [*start, *map(self.said, body)]),
        ]
        lines += [
            "",
            f"    def forward(self, x{hint}){back}:",
            *(f"        {each}" for each in [*first, *forward]),
        ]
        if self.chosen["extra"]:
            lines += ["", *(f"    {each}" for each in _EXTRA[self.chosen["extra"]])]
        text = "\n".join(lines) + "\n"
        return text if self.has("local", "x") else _renamed(text, "x", self.chosen["local"])

    def said(self, line: str) -> str:
        """Return a line with the comment that its student writes there."""
        if self.has("comments", "layer") and self.chance.random() < 0.5:
            return f"{line}  # {self.chance.choice(('layer', 'the layer', 'conv', 'new', 'from the slides'))}"
        if self.has("comments", "shape") and self.chance.random() < 0.5:
            return f"{line}  # {self.chance.choice(('28x28', '14x14', '10x10', '5x5', 'N, C, H, W'))}"
        if self.has("comments", "korean") and self.chance.random() < 0.5:
            return f"{line}  # {self.chance.choice(('합성곱', '층', '출력 크기', '강의 자료'))}"
        return line


def _renamed(text: str, old: str, new: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == old:
            node.id = new
        elif isinstance(node, ast.arg) and node.arg == old:
            node.arg = new
    return ast.unparse(tree) + "\n"


def write(answer: Answer, chance: random.Random) -> str:
    """Return a right answer to assignment1 in a student's habits."""
    cnn, lenet = answer
    width, wide = _width(lenet), _width(cnn).replace("16", "32").replace("5", "24").replace("400", "18432")
    first = Writer(cnn, chance).model("CNN", (3, 32, 32), (), wide, pools=False)
    return first + "\n\n" + Writer(lenet, chance).model("LeNet5", (3, 6, 16), (120, 84), width, pools=True)


def _width(chosen: Choice) -> str:
    return "16 * 5 * 5" if chosen["width"] == "self.width" else chosen["width"]


@dataclass(frozen=True)
class Found:
    """What was listed of a class."""

    copies: int
    strangers: int
    seconds: float


def a_class(seed: int, students: int = STUDENTS, copies: int = COPIES) -> list[Entry]:
    """Return a class in which `copyN` is a disguised copy of `sN`."""
    chance = random.Random(seed)
    habits = [settle(chance) for _ in range(students - copies)]
    entries = [student(f"s{n}", write(each, chance)) for n, each in enumerate(habits)]
    entries += [
        student(f"copy{n}", ast.unparse(ast.parse(write(disguise(habits[n], chance), chance))))
        for n in range(copies)
    ]
    return entries


def student(name: str, text: str) -> Entry:
    """Return a student whose two models were found and graded."""
    entry = script(name, text)
    assert entry.report is not None
    parts = tuple(
        PartReport(
            id=part,
            title=same(part),
            taken=GradedModel(name=model, made_by=None, why=same("by its name"), at=_ANYWHERE),
            results=(),
        )
        for part, model in MODELS.items()
    )
    return msgspec.structs.replace(entry, report=msgspec.structs.replace(entry.report, parts=parts))


def measure(seed: int) -> Found:
    """Return what is found of a class: copies, and pairs of strangers."""
    entries = a_class(seed)
    start = time.perf_counter()
    pairs = similar(entries, "assignment1").pairs
    kinds = Counter(
        one.removeprefix("copy") == other.removeprefix("s")
        for pair in pairs
        for one, other in [sorted(side.author.student for side in pair.sides)]
    )
    return Found(kinds[True], kinds[False], time.perf_counter() - start)


def main(seeds: range) -> None:
    """Print what is found of each class, and of all."""
    print("class  copies found  pairs of strangers  seconds")
    found = []
    for seed in seeds:
        found.append(measure(seed))
        one = found[-1]
        print(f"{seed:5}  {one.copies:6} of {COPIES:2}  {one.strangers:18}  {one.seconds:7.1f}")
    copies = sum(each.copies for each in found) / len(found)
    print(f"mean   {copies:6.1f} of {COPIES:2}  {sum(each.strangers for each in found) / len(found):18.2f}")


if __name__ == "__main__":
    main(TUNED_ON if sys.argv[1:] == ["tune"] else REPORTED)
